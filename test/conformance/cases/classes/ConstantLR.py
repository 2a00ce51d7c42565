"""torch.optim.lr_scheduler.ConstantLR."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("ConstantLR")
for name, given in {"as the schema has it": {}, "both": {"factor": 0.5, "total_iters": 2}}.items():
    schedule(suite, name, partial(lr_scheduler.ConstantLR, **given), **given)
refuses(suite, "factor", factor=-0.5)
refuses(suite, "total_iters", total_iters=0)
