"""What the cases of all metrics share: two batches, the number after each, and a new start."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Array, array
from .expressions import call, new, var
from .suite import Script, Suite

# Scores of three classes, with equal ones, and class numbers.
SCORES = (
    [[3, 1, 2], [0, 5, 1], [1, 2, 3], [2, 2, 1], [0.5, 0.25, 0.75]],
    [[0, 0, 1], [1, 4, 2], [-1, -2, -3]],
)
CLASSES = ([0, 1, 1, 1, 2], [2, 0, 0])


def update(output: Array, target: Array) -> dict[str, object]:
    return call("Metric.update", self_=var("metric"), output=output, target=target)


def value() -> dict[str, object]:
    return call("Metric.compute", self_=var("metric"))


def metric(
    suite: Suite,
    name: str,
    reference: Callable[..., float],
    batches: list[tuple[Array, Array]],
    of_nothing: float = 0.0,
    **given: object,
) -> None:
    """The reference gets all outputs and all targets so far."""
    script = suite.script(name)
    script.let("metric", new(suite.subject, **given))
    script.expect(value(), of_nothing)
    for i, batch in enumerate(batches, 1):
        script.do(update(*batch))
        outputs, targets = (np.concatenate([one[k].values for one in batches[:i]]) for k in (0, 1))
        script.expect(value(), float(reference(outputs, targets)))
    script.do(call("Metric.reset", self_=var("metric")))
    script.expect(value(), of_nothing)
    script.do(update(*batches[-1]))
    script.expect(value(), float(reference(*(one.values for one in batches[-1]))))


def of_classes(dtype: str = "float32", target: str = "int64") -> list[tuple[Array, Array]]:
    return [(array(rows, dtype), array(classes, target)) for rows, classes in zip(SCORES, CLASSES)]


def in_dtypes(suite: Suite, reference: Callable[..., float], of_nothing: float = 0.0, **given: object) -> None:
    for dtype in ("float32", "float64", "float16", "bfloat16"):
        metric(suite, f"scores of {dtype}", reference, of_classes(dtype), of_nothing, **given)
    metric(suite, "classes of int32", reference, of_classes(target="int32"), of_nothing, **given)


def unfit(suite: Suite, output: Array, target: Array, argument: str | None = "target", **given: object) -> Script:
    script = suite.script(f"shapes that do not fit: {list(output.shape)} and {list(target.shape)}")
    script.let("metric", new(suite.subject, **given))
    script.fails(update(output, target), "shape", argument, [])
    return script
