"""torch.optim.lr_scheduler.ExponentialLR."""

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("ExponentialLR")
schedule(suite, "gamma", lambda rule: lr_scheduler.ExponentialLR(rule, 0.75), gamma=0.75)
refuses(suite, "gamma", gamma=0.0)
