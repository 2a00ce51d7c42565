"""What the cases of all schedules share: the factors of torch.optim.lr_scheduler, for a learning rate of 1."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch

from .expressions import call, new, var
from .suite import Suite

Make = Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]


def factors(make: Make, epochs: int) -> list[float]:
    rule = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schedule = make(rule)
        found = []
        for _ in range(epochs):
            found.append(float(schedule.get_last_lr()[0]))
            rule.step()
            if len(found) < epochs:
                schedule.step()
    return found


def expect_factors(suite: Suite, name: str, made: dict[str, object], expected: list[float]) -> None:
    script = suite.script(name)
    script.let("schedule", made)
    for epoch, factor in enumerate(expected):
        script.expect(call("Schedule.factor", self_=var("schedule"), epoch=epoch), factor)


def schedule(suite: Suite, name: str, make: Make, epochs: int = 8, **given: object) -> None:
    expect_factors(suite, name, new(suite.subject, **given), factors(make, epochs))


def refuses(suite: Suite, argument: str, **given: object) -> None:
    script = suite.script(f"{argument} {given[argument]}")
    script.fails(new(suite.subject, **given), "value", argument)
