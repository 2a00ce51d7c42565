"""torch.optim.Adagrad in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("Adagrad", torch.optim.Adagrad)
rule.common()
rule("a learning rate that falls", lr_decay=0.5, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule("a sum to start from", initial_accumulator_value=0.5, lr=0.1)
rule("eps", eps=0.5, lr=0.1)
for name in ("lr_decay", "weight_decay", "initial_accumulator_value", "eps"):
    rule.refuses(**{name: -0.5})
