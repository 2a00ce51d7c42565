"""torch.optim.RAdam in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("RAdam", torch.optim.RAdam)
rule.common()
rule("until there are enough squares", steps=8, lr=0.01)
rule("betas", betas=[0.5, 0.875], lr=0.1, steps=8)
rule("betas that never have enough squares", betas=[0.5, 0.5], lr=0.1)
rule("eps", eps=0.5, betas=[0.5, 0.875], lr=0.1, steps=8)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule("weight decay apart", weight_decay=0.5, decoupled_weight_decay=True, lr=0.1)
rule.refuses_betas()
rule.refuses(eps=-1.0)
rule.refuses(weight_decay=-0.5)
