"""torch.optim.RMSprop in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("RMSprop", torch.optim.RMSprop)
rule.common()
rule("alpha", alpha=0.5, lr=0.1)
rule("eps", eps=0.5, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule("momentum", momentum=0.5, lr=0.1)
rule("centered", centered=True, alpha=0.5, lr=0.1)
rule("centered, with momentum", centered=True, alpha=0.75, momentum=0.5, lr=0.1)
for name in ("alpha", "weight_decay", "eps", "momentum"):
    rule.refuses(**{name: -0.5})
rule.refuses(alpha=1.5)
