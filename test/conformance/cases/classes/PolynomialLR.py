"""torch.optim.lr_scheduler.PolynomialLR."""

from functools import partial

from oracle import Suite
from oracle.schedules import refuses, schedule
from torch.optim import lr_scheduler

suite = Suite("PolynomialLR")
for name, given in {
    "as the schema has it": {},
    "a square": {"total_iters": 6, "power": 2.0},
    "a root": {"total_iters": 4, "power": 0.5},
}.items():
    schedule(suite, name, partial(lr_scheduler.PolynomialLR, **given), **given)
refuses(suite, "total_iters", total_iters=0)
refuses(suite, "power", power=0.0)
