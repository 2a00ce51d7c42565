"""torch.optim.Adamax in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("Adamax", torch.optim.Adamax)
rule.common()
rule("betas", betas=[0.5, 0.75], lr=0.1)
rule("eps", eps=0.5, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule.refuses_betas()
rule.refuses(eps=-1.0)
rule.refuses(weight_decay=-0.5)
