"""Cases of metrics made of right predictions, predictions and examples of each class, by NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import array
from .expressions import new
from .metrics import SCORES, in_dtypes, metric, of_classes, unfit
from .suite import Suite

Quotient = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def by_average(quotient: Quotient, average: str, classes: int = 3) -> Callable[..., float]:
    def score(scores: np.ndarray, actual: np.ndarray) -> float:
        guess = scores.argmax(1)
        right, guessed, there = (
            np.array([np.sum(one) for one in rows], float)
            for rows in (
                [(guess == k) & (actual == k) for k in range(classes)],
                [guess == k for k in range(classes)],
                [actual == k for k in range(classes)],
            )
        )
        if average == "micro":
            right, guessed, there = (np.array([one.sum()]) for one in (right, guessed, there))
        top, bottom = quotient(right, guessed, there)
        return float(np.mean(np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)))

    return score


def by_class(name: str, quotient: Quotient, suite: Suite | None = None, **given: object) -> Suite:
    """`quotient` gives numerator and denominator from the counts of right predictions, of predictions, of examples.
    With a suite some more of its cases, where the metric is given more."""
    more = ", ".join(f", {key} {value}" for key, value in given.items())
    if suite:
        for average in ("macro", "micro"):
            score = by_average(quotient, average)
            metric(suite, f"average {average}{more}", score, of_classes(), num_classes=3, average=average, **given)
        return suite
    suite = Suite(name)

    in_dtypes(suite, by_average(quotient, "macro"), num_classes=3)
    for average in ("macro", "micro"):
        metric(suite, f"average {average}", by_average(quotient, average), of_classes(), num_classes=3, average=average)
    wide = [
        (array(np.pad(rows, ((0, 0), (0, 1)), constant_values=-9.0)), one[1]) for rows, one in zip(SCORES, of_classes())
    ]
    metric(suite, "a class that is never there", by_average(quotient, "macro", 4), wide, num_classes=4)
    unfit(suite, array([[0, 0, 1]]), array([0, 1], "int64"), num_classes=3)
    unfit(suite, array([[0, 1]]), array([0], "int64"), "output", num_classes=3)
    wrong = suite.script("no classes")
    wrong.fails(new(name, num_classes=0), "value", "num_classes", ["0"])
    return suite
