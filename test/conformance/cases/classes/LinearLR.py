"""torch.optim.lr_scheduler.LinearLR."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("LinearLR")
for name, given in {
    "as the schema has it": {},
    "upwards": {"start_factor": 0.25, "total_iters": 3},
    "downwards": {"start_factor": 1.0, "end_factor": 0.125, "total_iters": 4},
}.items():
    schedule(suite, name, partial(lr_scheduler.LinearLR, **given), **given)
refuses(suite, "start_factor", start_factor=-0.5)
refuses(suite, "end_factor", end_factor=-0.5)
refuses(suite, "total_iters", total_iters=0)
