"""torch.optim.lr_scheduler.SequentialLR."""

from oracle import Suite, host, new, subclass
from oracle.schedules import expect_factors, factors
from torch.optim import lr_scheduler

suite = Suite("SequentialLR")


def joined(rule):
    parts = [
        lr_scheduler.ConstantLR(rule, 0.25, 2),
        lr_scheduler.LinearLR(rule, 0.5, 1.0, 2),
        lr_scheduler.ExponentialLR(rule, 0.5),
    ]
    return lr_scheduler.SequentialLR(rule, parts, [3, 5])


parts = [
    new("ConstantLR", factor=0.25, total_iters=2),
    new("LinearLR", start_factor=0.5, total_iters=2),
    new("ExponentialLR", gamma=0.5),
]
expect_factors(suite, "three", new("SequentialLR", schedules=parts, milestones=[3, 5]), factors(joined, 9))
own = subclass("Schedule", factor=host(["epoch"], 0.25))
expect_factors(
    suite,
    "one of the host's language",
    new("SequentialLR", schedules=[own, parts[2]], milestones=[2]),
    [0.25, 0.25, 1.0, 0.5],
)
wrong = suite.script("what does not fit together")
wrong.fails(new("SequentialLR", schedules=[], milestones=[]), "value", "schedules")
wrong.fails(new("SequentialLR", schedules=parts, milestones=[1]), "value", "milestones", ["1", "2"])
wrong.fails(new("SequentialLR", schedules=parts, milestones=[2, 2]), "value", "milestones")
