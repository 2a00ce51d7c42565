"""torch.optim.lr_scheduler.MultiStepLR."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("MultiStepLR")
for name, given in {
    "gamma of the schema": {"milestones": [2, 5]},
    "gamma": {"milestones": [1, 2, 6], "gamma": 0.5},
    "a milestone twice": {"milestones": [3, 3], "gamma": 0.5},
}.items():
    schedule(suite, name, partial(lr_scheduler.MultiStepLR, **given), **given)
refuses(suite, "gamma", milestones=[1], gamma=0.0)
