"""torch.optim.Adadelta in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("Adadelta", torch.optim.Adadelta)
rule.common()
rule("rho", rho=0.5, lr=0.1)
rule("eps", eps=0.5, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
for name in ("rho", "weight_decay", "eps"):
    rule.refuses(**{name: -0.5})
rule.refuses(rho=1.5)
