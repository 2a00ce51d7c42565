"""torch.optim.Rprop in float64, on sums of squares."""

import torch
from oracle.optimizers import by_torch

rule = by_torch("Rprop", torch.optim.Rprop)
rule.common()
rule("factors", etas=[0.25, 1.5], lr=0.1, steps=6)
rule("step sizes", step_sizes=[0.0625, 0.09375], lr=0.078125, steps=6)
rule.refuses(etas=[1.5, 2.0])
rule.refuses(etas=[0.5])
rule.refuses(step_sizes=[2.0, 1.0])
