"""torch.optim.SGD in float64, on sums of squares."""

import torch
from oracle import new
from oracle.optimizers import by_torch

rule = by_torch("SGD", torch.optim.SGD, lr=0.001)
rule.common()
rule("momentum", lr=0.1, momentum=0.9)
rule("dampening", lr=0.1, momentum=0.9, dampening=0.5)
rule("weight decay", lr=0.1, weight_decay=0.5)
rule("nesterov", lr=0.1, momentum=0.9, nesterov=True)
rule("all of it", lr=0.05, momentum=0.5, weight_decay=0.1, nesterov=True, maximize=True)
rule.refuses(momentum=-1.0)
rule.refuses(weight_decay=-0.5)
rule.refuses(nesterov=True)
wrong = rule.suite.script("nesterov with dampening")
wrong.fails(new("SGD", momentum=0.5, dampening=0.5, nesterov=True), "value", "nesterov")
