"""Cases that functions share whose windows move along the last axes. PyTorch computes in float64."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array, array, extremes, numbers
from .dtypes import FLOATING
from .pytorch import by_torch, gradients
from .suite import Suite

Function = Callable[..., torch.Tensor]


class WithIndices(Suite):
    """Of functions that give values, which are elements of x, and their positions."""

    def __init__(self, name: str, function: Callable[..., tuple[torch.Tensor, torch.Tensor]], axes: int) -> None:
        of_images = both_of_images(function, axes)
        super().__init__(name, by_torch(of_images), lambda x, **_: x.dtype, exact=True)
        self.values = lambda *given: of_images(*given)[0]

    def typed(self, found: object, given: dict[str, object]) -> object:
        values, indices = found
        return {
            "record": {
                "values": Array(values, given["x"].dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
            }
        }


def both_of_images(function: Callable[..., tuple[torch.Tensor, torch.Tensor]], axes: int) -> Callable[..., object]:
    def pooled(x: torch.Tensor, *given: object, **named: object) -> list[torch.Tensor]:
        both = function(x.reshape(-1, 1, *x.shape[x.ndim - axes :]), *given, **named, return_indices=True)
        return [found.reshape(*x.shape[: x.ndim - axes], *found.shape[2:]) for found in both]

    return pooled


def images_of(function: Function, axes: int) -> Function:
    """The function of PyTorch for any number of axes before the windows'."""

    def pooled(x: torch.Tensor, *given: object, **named: object) -> torch.Tensor:
        found = function(x.reshape(-1, 1, *x.shape[x.ndim - axes :]), *given, **named)
        return found.reshape(*x.shape[: x.ndim - axes], *found.shape[2:])

    return pooled


def sizes(axes: int, one: int) -> object:
    """Another number for each axis; for one axis one number."""
    return [one + i for i in range(axes)] if axes > 1 else one


def shape_of(axes: int, size: int) -> tuple[int, ...]:
    """The last axes of a tensor, all of different sizes."""
    return tuple(size + 2 * i for i in range(axes))


def common(suite: Suite, axes: int, given: dict[str, object]) -> None:
    """What any of them is tried with; `given` stands beside x, whose axes have 4 elements and more."""
    suite.each(FLOATING, lambda t: {"x": numbers((2, 2, *shape_of(axes, 4)), t), **given})
    suite("no axes in front", x=numbers(shape_of(axes, 4)), **given)
    suite("one axis in front", x=numbers((2, *shape_of(axes, 4))), **given)
    suite("rank 8", x=numbers((1, 2, 1, 1, 2, 4, 4, 4)), **given)
    suite("many slices", x=numbers((40, 3, *shape_of(axes, 4))), **given)
    empty = numbers((0, 3, *shape_of(axes, 4)))
    suite("no examples", x=empty, **given, expect=empty_like(suite, empty, given))
    for dtype in FLOATING:
        values = np.resize(extremes(dtype).values, (2, *([4] * axes)))
        suite(f"not numbers {dtype}", x=Array(values, dtype), **given)
    suite.fails("an axis of nothing", "shape", "x", ["axis {1}"], x=numbers((2, 0, *([4] * (axes - 1)))), **given)
    suite.fails("too few axes", "shape", "x", [], x=numbers((4,) * (axes - 1)), **given)
    suite.refuses(FLOATING, lambda t: {"x": numbers(shape_of(axes, 4), t), **given}, "x")


def empty_like(suite: Suite, x: Array, given: dict[str, object]) -> Array:
    one = numbers((1, *x.shape[1:]))
    found = suite.reference(x=one.values, **given)
    return numbers((0, *found.shape[1:]))


def moving(name: str, function: Function, axes: int, dilates: bool = False, counts: bool = False) -> Suite:
    """max_pool and avg_pool."""
    pooled = images_of(function, axes)
    suite = Suite(name, by_torch(pooled), lambda x, **_: x.dtype)
    common(suite, axes, {"kernel_size": 2})
    x = numbers((2, *shape_of(axes, 5)))
    suite("windows that are not square", x=x, kernel_size=sizes(axes, 2))
    suite("windows that overlap", x=x, kernel_size=3, stride=1)
    suite("null for the stride", x=x, kernel_size=2, stride=None)
    suite("steps", x=x, kernel_size=2, stride=sizes(axes, 1))
    suite("windows apart", x=x, kernel_size=1, stride=3)
    suite("one window", x=numbers((2, *([3] * axes))), kernel_size=3)
    suite("padding", x=x, kernel_size=3, padding=1)
    suite("padding of its own for each axis", x=x, kernel_size=4, padding=sizes(axes, 0), stride=1)
    if axes < 3 or dilates:  # which avg_pool3d of PyTorch refuses
        suite("windows larger than the axis", x=numbers((2, *([2] * axes))), kernel_size=3, padding=1)
    suite("ceil_mode", x=x, kernel_size=2, ceil_mode=True)
    suite("ceil_mode and padding", x=x, kernel_size=3, stride=2, padding=1, ceil_mode=True)
    suite("ceil_mode, the last window left out", x=numbers((2, *([3] * axes))), kernel_size=1, stride=3, ceil_mode=True)
    if axes < 3 or dilates:  # which avg_pool3d of PyTorch refuses
        suite("ceil_mode, a window in part", x=numbers((2, *([1] * axes))), kernel_size=2, stride=2, ceil_mode=True)
    if dilates:
        suite("dilation", x=x, kernel_size=2, dilation=sizes(axes, 1), stride=1)
        suite("dilation and padding", x=x, kernel_size=3, dilation=2, padding=1, stride=2)
        suite("dilation and ceil_mode", x=x, kernel_size=2, dilation=3, stride=2, ceil_mode=True)
        suite("all equal", x=array([[1.0] * 4] * 4 if axes == 1 else [[[1.0] * 4] * 4] * 4), kernel_size=2)
        suite.fails("no distance", "value", "dilation", ["0"], x=x, kernel_size=2, dilation=0)
        suite.fails(
            "a window of padding",
            "shape",
            "x",
            ["axis {0}"],
            x=numbers((1,) * axes),
            kernel_size=2,
            dilation=2,
            padding=1,
        )
    if counts and axes > 1:
        given = {"kernel_size": 3, "stride": 2, "padding": 1, "divisor_override": 4}
        suite("a divisor of its own", x=x, **given)
        suite("a divisor of its own, ceil_mode", x=x, **given, ceil_mode=True, count_include_pad=False)
        suite("null for the divisor", x=x, **{**given, "divisor_override": None})
        suite.fails("no divisor", "value", "divisor_override", ["0"], x=x, kernel_size=2, divisor_override=0)
        gradients(
            suite,
            lambda x, k, s, p, divisor: pooled(x, k, s, p, divisor_override=divisor),
            lambda t, given=given: {"x": numbers((2, *shape_of(axes, 4)), t), **given},
            "gradient, a divisor of its own,",
        )
    if counts:
        for ceil in [False, True]:
            name = ", ceil_mode" if ceil else ""
            given = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": ceil, "count_include_pad": False}
            suite(f"padding that does not count{name}", x=x, **given)
            gradients(
                suite,
                lambda x, k, s, p, ceil, count: pooled(x, k, s, p, ceil, count),
                lambda t, given=given: {"x": numbers((2, *shape_of(axes, 4)), t), **given},
                f"gradient, padding that does not count{name},",
            )
    mistakes(suite, axes)
    suite.fails("too much padding", "value", "padding", ["2"], x=x, kernel_size=2, padding=2)
    suite.fails("negative padding", "value", "padding", ["-1"], x=x, kernel_size=2, padding=-1)
    gradients(
        suite,
        lambda x, kernel_size: pooled(x, kernel_size),
        lambda t: {"x": numbers((2, *shape_of(axes, 4)), t), "kernel_size": sizes(axes, 2)},
        "gradient, windows side by side,",
    )
    gradients(
        suite,
        lambda x, *given: pooled(x, *given),
        lambda t: {"x": numbers((2, *shape_of(axes, 4)), t), "kernel_size": 3, "stride": 1, "padding": 1},
    )
    gradients(
        suite,
        lambda x, kernel_size, stride, ceil_mode: pooled(x, kernel_size, stride, ceil_mode=ceil_mode),
        lambda t: {"x": numbers((2, *shape_of(axes, 4)), t), "kernel_size": 3, "stride": 2, "ceil_mode": True},
        "gradient, ceil_mode,",
    )
    return suite


def moving_with_indices(name: str, function: Function, axes: int) -> Suite:
    """max_pool2d_with_indices and its like."""

    def both(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True):
        return function(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)

    suite = WithIndices(name, both, axes)
    x = numbers((2, *shape_of(axes, 5)))
    suite.each(FLOATING, lambda t: {"x": numbers((2, 2, *shape_of(axes, 4)), t), "kernel_size": 2})
    suite("no axes in front", x=numbers(shape_of(axes, 4)), kernel_size=2)
    suite("windows that are not square", x=x, kernel_size=sizes(axes, 2))
    suite("windows that overlap", x=x, kernel_size=3, stride=1)
    suite("null for the stride", x=x, kernel_size=2, stride=None)
    suite("steps and padding", x=x, kernel_size=3, stride=sizes(axes, 1), padding=1)
    suite("padding of its own for each axis", x=x, kernel_size=4, padding=sizes(axes, 0), stride=1)
    suite("ceil_mode", x=x, kernel_size=2, ceil_mode=True)
    suite("dilation", x=x, kernel_size=2, dilation=sizes(axes, 1), stride=1)
    suite("all equal", x=Array(np.ones((2, *([4] * axes))), "float32"), kernel_size=2)
    nothing = {"values": numbers((0, *([2] * axes))).record("exact")}
    none = {"indices": Array(np.zeros((0, *([2] * axes)), np.int64), "int64").record()}
    suite("no examples", x=numbers((0, *([4] * axes))), kernel_size=2, expect={"record": {**nothing, **none}})
    mistakes(suite, axes)
    suite.fails("too few axes", "shape", "x", [], x=numbers((4,) * (axes - 1)), kernel_size=2)
    suite.fails("too much padding", "value", "padding", ["2"], x=x, kernel_size=2, padding=2)
    suite.refuses(FLOATING, lambda t: {"x": numbers(shape_of(axes, 4), t), "kernel_size": 2}, "x")
    gradients(suite, suite.values, lambda t: {"x": numbers((2, *shape_of(axes, 4)), t), "kernel_size": 3, "stride": 1})
    return suite


def adaptive_with_indices(name: str, function: Function, axes: int) -> Suite:
    suite = WithIndices(name, function, axes)
    suite.each(FLOATING, lambda t: {"x": numbers((2, 2, *shape_of(axes, 4)), t), "output_size": 2})
    x = numbers((2, *shape_of(axes, 5)))
    suite("no axes in front", x=numbers(shape_of(axes, 4)), output_size=2)
    suite("one window", x=x, output_size=1)
    suite("windows of several sizes", x=x, output_size=sizes(axes, 2))
    suite("more windows than elements", x=numbers((2, *([2] * axes))), output_size=5)
    suite.fails("a negative size", "value", "output_size", ["-1"], x=x, output_size=-1)
    suite.fails("too few axes", "shape", "x", [], x=numbers((4,) * (axes - 1)), output_size=2)
    suite.refuses(FLOATING, lambda t: {"x": numbers(shape_of(axes, 4), t), "output_size": 2}, "x")
    gradients(suite, suite.values, lambda t: {"x": numbers((2, *shape_of(axes, 5)), t), "output_size": 3})
    return suite


def mistakes(suite: Suite, axes: int, **more: object) -> None:
    x = numbers((2, *([4] * axes)))
    suite.fails("a window that is too large", "shape", "kernel_size", ["5"], x=x, **more, kernel_size=5)
    suite.fails("no window", "value", "kernel_size", ["0"], x=x, **more, kernel_size=0)
    suite.fails("no step", "value", "stride", ["0"], x=x, **more, kernel_size=2, stride=0)


def lp(name: str, function: Function, axes: int) -> Suite:
    pooled = images_of(function, axes)

    def reference(
        x: torch.Tensor, norm_type: float, kernel_size: object, stride: object = None, ceil_mode: bool = False
    ) -> torch.Tensor:
        return pooled(x, norm_type, kernel_size, stride, ceil_mode)

    suite = Suite(name, by_torch(reference), lambda x, **_: x.dtype)
    common(suite, axes, {"norm_type": 2.0, "kernel_size": 2})
    x = numbers((2, *shape_of(axes, 5)))
    above = numbers((2, *shape_of(axes, 5)), "float32", 0, 0.5, 2)
    for order in [1.0, 3.0, 0.5, -1.0]:
        suite(f"order {order}", x=above, norm_type=order, kernel_size=2)
    suite("a whole order", x=above, norm_type=3, kernel_size=2)
    suite("sums below zero", x=x, norm_type=3.0, kernel_size=2)
    suite("windows that are not square", x=x, norm_type=2.0, kernel_size=sizes(axes, 2))
    suite("windows that overlap", x=x, norm_type=2.0, kernel_size=3, stride=1)
    suite("steps", x=x, norm_type=2.0, kernel_size=2, stride=sizes(axes, 1))
    suite("null for the stride", x=x, norm_type=2.0, kernel_size=2, stride=None)
    suite("ceil_mode", x=x, norm_type=2.0, kernel_size=2, ceil_mode=True)
    mistakes(suite, axes, norm_type=2.0)

    def given(dtype: str, order: float) -> dict[str, object]:
        return {
            "x": numbers((2, *shape_of(axes, 4)), dtype, 0, 0.5, 2),
            "norm_type": order,
            "kernel_size": 3,
            "stride": 2,
            "ceil_mode": True,
        }

    gradients(suite, reference, lambda t: given(t, 2.0))
    gradients(suite, reference, lambda t: given(t, 3.0), "gradient, order 3,")
    zeros = np.zeros((2, *shape_of(axes, 4)))
    nothing = {"norm_type": 2.0, "kernel_size": 2}
    gradients(suite, reference, lambda t: {"x": Array(zeros, t), **nothing}, "gradient, sums of 0,")
    return suite


def adaptive(name: str, function: Function, axes: int) -> Suite:
    pooled = images_of(function, axes)
    suite = Suite(name, by_torch(lambda x, output_size: pooled(x, output_size)), lambda x, **_: x.dtype)
    common(suite, axes, {"output_size": 2})
    x = numbers((2, *shape_of(axes, 5)))
    suite("one window", x=x, output_size=1)
    suite("windows of several sizes", x=x, output_size=sizes(axes, 2))
    suite("as many windows as elements", x=x, output_size=list(x.shape[1:]) if axes > 1 else x.shape[1])
    suite("more windows than elements", x=numbers((2, *([2] * axes))), output_size=5)
    nothing = numbers((2, *([0] * axes)))
    suite("no windows", x=x, output_size=0, expect=nothing)
    suite.fails("a negative size", "value", "output_size", ["-1"], x=x, output_size=-1)
    gradients(suite, pooled, lambda t: {"x": numbers((2, *shape_of(axes, 4)), t), "output_size": sizes(axes, 2)})
    gradients(
        suite,
        pooled,
        lambda t: {"x": numbers((2, *shape_of(axes, 5)), t), "output_size": 3},
        "gradient, windows that overlap,",
    )
    return suite
