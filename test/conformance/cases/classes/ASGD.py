"""torch.optim.ASGD in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("ASGD", torch.optim.ASGD)
rule.common()
rule("lambd", lambd=0.5, lr=0.1)
rule("alpha", alpha=0.25, lambd=0.5, lr=0.1)
rule("averaging", t0=1.0, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule.refuses(weight_decay=-0.5)
