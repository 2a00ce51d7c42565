"""torch.optim.lr_scheduler.ChainedScheduler."""

from oracle import Suite, new
from oracle.schedules import expect_factors, factors
from torch.optim import lr_scheduler

suite = Suite("ChainedScheduler")


def product(rule):
    return lr_scheduler.ChainedScheduler(
        [lr_scheduler.LinearLR(rule, 0.25, 1.0, 3), lr_scheduler.ExponentialLR(rule, 0.5)]
    )


parts = [new("LinearLR", start_factor=0.25, total_iters=3), new("ExponentialLR", gamma=0.5)]
expect_factors(suite, "two", new("ChainedScheduler", schedules=parts), factors(product, 6))
wrong = suite.script("nothing to multiply")
wrong.fails(new("ChainedScheduler", schedules=[]), "value", "schedules")
