"""torch.optim.lr_scheduler.StepLR, for a learning rate of 1."""

import torch
from oracle import Suite, call, new, var

suite = Suite("StepLR")
for name, given in {"gamma": {"step_size": 2, "gamma": 0.5}, "gamma of the schema": {"step_size": 3}}.items():
    rule = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(rule, **given)
    script = suite.script(name)
    script.let("schedule", new("StepLR", **given))
    for epoch in range(7):
        script.expect(call("Schedule.factor", self_=var("schedule"), epoch=epoch), schedule.get_last_lr()[0])
        rule.step()
        schedule.step()
wrong = suite.script("numbers that are not accepted")
wrong.fails(new("StepLR", step_size=0), "value", "step_size", ["0"])
wrong.fails(new("StepLR", step_size=1, gamma=0.0), "value", "gamma", ["0"])
