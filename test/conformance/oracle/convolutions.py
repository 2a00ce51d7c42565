"""Convolutions along one, two and three axes: references of torch.nn.functional in float64, and what all ranks need."""

from __future__ import annotations

from collections.abc import Callable

import torch

from .arrays import Array, numbers
from .dtypes import FLOATING
from .expressions import call, new, var
from .pytorch import by_torch, gradients
from .suite import Suite

SIZES = (5, 4, 3)
KERNELS = (3, 2, 2)


def shape(channels: int, n: int, examples: int = 2, sizes: tuple[int, ...] = SIZES) -> tuple[int, ...]:
    return (examples, channels, *sizes[:n])


def small(sizes: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
    """So small that sums of them are rounded little."""
    return numbers(sizes, dtype, seed, -1, 1)


def misfits(suite: Suite, n: int) -> dict[str, Array]:
    """What a convolution and a transposed one refuse alike; returns images and weights that fit."""
    window = [1] * n
    whole = {"input": small((1, 1, *[3] * n)), "weight": small((1, 1, *window))}
    suite.fails("too few axes", "shape", "input", ["[3]"], input=small((3,)), weight=whole["weight"])
    suite.fails("weights of another rank", "shape", "weight", ["[2, 2]"], input=whole["input"], weight=small((2, 2)))
    suite.fails(
        "windows of nothing", "shape", "weight", ["[1, 1"], input=whole["input"], weight=small((1, 1, *[0] * n))
    )
    suite.fails(
        "channels that do not fit",
        "shape",
        "input",
        ["3", "2"],
        input=small((1, 3, *[3] * n)),
        weight=small((2, 2, *window)),
    )
    return whole


def convolutions(n: int) -> Suite:
    name = f"conv{n}d"
    function = getattr(torch.nn.functional, name)
    suite = Suite(name, by_torch(function))

    def given(dtype: str = "float32", channels: int = 2, out: int = 3, groups: int = 1) -> dict[str, object]:
        return {
            "input": small(shape(channels, n), dtype),
            "weight": small((out, channels // groups, *KERNELS[:n]), dtype, 1),
        }

    suite.each(FLOATING, lambda t: {**given(t), "bias": small((3,), t, 2)})
    suite("without a bias", **given())
    suite("one number for all axes", **given(), stride=2, padding=1, dilation=2)
    suite(
        "a number for each axis",
        **given(),
        stride=[2, 1, 3][:n],
        padding=[1, 3, 2][:n],
        dilation=[3, 2, 1][:n],
    )
    suite("groups", **given(channels=4, out=6, groups=2), bias=small((6,), seed=2), groups=2)
    suite("each channel on its own", **given(channels=3, out=6, groups=3), groups=3, padding=1)
    suite("one image", input=small(shape(2, n)[1:]), weight=small((3, 2, *KERNELS[:n]), seed=1))
    suite("windows of one element", input=small(shape(3, n)), weight=small((4, 3, *[1] * n), seed=1))
    suite(
        "windows of one element, with steps", input=small(shape(3, n)), weight=small((4, 3, *[1] * n), seed=1), stride=2
    )
    suite("windows as large as the images", input=small(shape(2, n)), weight=small((2, 2, *SIZES[:n]), seed=1))
    suite("more padding than image", input=small((1, 1, *[1] * n)), weight=small((1, 1, *[3] * n), seed=1), padding=3)
    suite("no examples", input=small(shape(2, n, 0)), weight=small((3, 2, *KERNELS[:n]), seed=1))
    suite(
        "promoted",
        input=small(shape(2, n), "float16"),
        weight=small((3, 2, *KERNELS[:n]), "float32", 1),
        bias=small((3,), "float64", 2),
    )
    window = [1] * n
    whole = misfits(suite, n)
    suite.fails(
        "channels that do not fall into groups",
        "shape",
        "input",
        ["3"],
        input=small((1, 3, *[3] * n)),
        weight=small((2, 1, *window)),
        groups=2,
    )
    suite.fails(
        "weights that do not fall into groups",
        "shape",
        "weight",
        ["[3", "2"],
        input=small((1, 4, *[3] * n)),
        weight=small((3, 2, *window)),
        groups=2,
    )
    suite.fails("a bias that does not fit", "shape", "bias", ["[2]", "[1]"], **whole, bias=small((2,)))
    suite.fails(
        "windows that are too large",
        "shape",
        "weight",
        ["4", "3", f"axis {{{1 + n}}}"],
        input=small((1, 1, *[3] * n)),
        weight=small((1, 1, *window[1:], 4)),
    )
    suite.fails(
        "windows that are too large with their gaps",
        "shape",
        "weight",
        ["7", "5"],
        input=small((1, 1, *[3] * n)),
        weight=small((1, 1, *[4] * n)),
        padding=1,
        dilation=2,
    )
    suite.fails("no step", "value", "stride", ["0"], **whole, stride=0)
    suite.fails("no dilation", "value", "dilation", ["0"], **whole, dilation=0)
    suite.fails("less than no padding", "value", "padding", ["-1"], **whole, padding=-1)
    suite.fails("no groups", "value", "groups", ["0"], **whole, groups=0)
    suite.fails(
        "more than there is memory for",
        "out_of_memory",
        None,
        [],
        input=small((64, 1, *window)),
        weight=small((256, 1, *window)),
        padding=2**31 - 1,
    )
    suite.refuses(
        FLOATING, lambda t: {"input": numbers((1, 1, *window), t), "weight": numbers((1, 1, *window), t)}, "input"
    )

    def moving(input, weight, bias, stride, padding, dilation, groups):
        return function(input, weight, bias, stride, padding, dilation, groups)

    def moves(dtype: str) -> dict[str, object]:
        sizes = (5, 4, 3)[:n]
        return {
            "input": small((2, 4, *sizes), dtype),
            "weight": small((2, 2, *[2] * n), dtype, 1),
            "bias": small((2,), dtype, 2),
            "stride": [2, 1, 3][:n],
            "padding": [1, 0, 2][:n],
            "dilation": [1, 2, 1][:n],
            "groups": 2,
        }

    gradients(suite, moving, moves)
    gradients(
        suite,
        function,
        lambda t: {"input": small((2, *(4, 3, 2)[:n]), t), "weight": small((3, 2, *[2] * n), t, 1)},
        "gradient, one image,",
    )
    return suite


def transposed_convolutions(n: int) -> Suite:
    name = f"conv_transpose{n}d"
    function = getattr(torch.nn.functional, name)
    suite = Suite(name, by_torch(function))
    sizes = (4, 3, 2)

    def given(dtype: str = "float32", channels: int = 2, out: int = 3, groups: int = 1) -> dict[str, object]:
        return {
            "input": small(shape(channels, n, sizes=sizes), dtype),
            "weight": small((channels, out // groups, *KERNELS[:n]), dtype, 1),
        }

    suite.each(FLOATING, lambda t: {**given(t), "bias": small((3,), t, 2)})
    suite("without a bias", **given())
    suite("one number for all axes", **given(), stride=2, padding=1, output_padding=1, dilation=2)
    suite(
        "a number for each axis",
        **given(),
        stride=[2, 1, 3][:n],
        padding=[1, 0, 1][:n],
        output_padding=[1, 0, 2][:n],
        dilation=[3, 2, 1][:n],
    )
    suite("more at the end than a step", **given(), dilation=3, output_padding=2)
    suite("groups", **given(channels=4, out=6, groups=2), bias=small((6,), seed=2), groups=2)
    suite("one image", input=small(shape(2, n, sizes=sizes)[1:]), weight=small((2, 3, *KERNELS[:n]), seed=1))
    suite("windows of one element", input=small(shape(3, n, sizes=sizes)), weight=small((3, 4, *[1] * n), seed=1))
    suite("no examples", input=small(shape(2, n, 0, sizes)), weight=small((2, 3, *KERNELS[:n]), seed=1))
    suite(
        "promoted",
        input=small(shape(2, n, sizes=sizes), "float16"),
        weight=small((2, 3, *KERNELS[:n]), "float32", 1),
        bias=small((3,), "float64", 2),
    )
    window = [1] * n
    whole = misfits(suite, n)
    suite.fails(
        "channels that do not fall into groups",
        "shape",
        "input",
        ["3", "2"],
        input=small((1, 3, *[3] * n)),
        weight=small((3, 1, *window)),
        groups=2,
    )
    suite.fails("a bias that does not fit", "shape", "bias", ["[2]", "[1]"], **whole, bias=small((2,)))
    suite.fails("more padding than there is", "shape", "padding", ["2"], **whole, padding=2)
    suite.fails(
        "an axis of nothing", "shape", "input", ["axis {2}"], input=small((1, 1, *[0] * n)), weight=whole["weight"]
    )
    suite.fails("no step", "value", "stride", ["0"], **whole, stride=0)
    suite.fails("no dilation", "value", "dilation", ["0"], **whole, dilation=0)
    suite.fails("less than no padding", "value", "padding", ["-1"], **whole, padding=-1)
    suite.fails("less than nothing at the end", "value", "output_padding", ["-1"], **whole, output_padding=-1)
    suite.fails(
        "too much at the end", "value", "output_padding", ["3", "2"], **whole, stride=3, dilation=2, output_padding=3
    )
    suite.fails("no groups", "value", "groups", ["0"], **whole, groups=0)
    suite.fails(
        "more than there is memory for",
        "out_of_memory",
        None,
        [],
        input=small((64, 1, *[2] * n)),
        weight=small((1, 256, *window)),
        stride=2**31 - 1,
    )
    suite.refuses(
        FLOATING, lambda t: {"input": numbers((1, 1, *window), t), "weight": numbers((1, 1, *window), t)}, "input"
    )

    def moves(dtype: str) -> dict[str, object]:
        return {
            "input": small((2, 4, *(3, 2, 2)[:n]), dtype),
            "weight": small((4, 1, *[2] * n), dtype, 1),
            "bias": small((2,), dtype, 2),
            "stride": [2, 1, 3][:n],
            "padding": [1, 0, 1][:n],
            "output_padding": [1, 0, 2][:n],
            "groups": 2,
            "dilation": [1, 2, 1][:n],
        }

    gradients(suite, function, moves)
    gradients(
        suite,
        lambda input, weight, dilation, output_padding: function(
            input, weight, dilation=dilation, output_padding=output_padding
        ),
        lambda t: {
            "input": small((2, *(3, 2, 2)[:n]), t),
            "weight": small((2, 2, *[2] * n), t, 1),
            "dilation": 3,
            "output_padding": 2,
        },
        "gradient, more at the end than a step,",
    )
    return suite


def padding_modes(suite: Suite, case: Callable[..., None], n: int) -> None:
    """Layers whose padding is made of the images. `case` takes a name, the bound of the weights and, beside what the
    constructor takes, x's shape and a dtype."""
    bound, image = (4 * 2**n) ** -0.5, (4, *[3, 4, 2][:n])
    case("padding_mode zeros", bound, x=(1, *image), kernel_size=2, padding=1, padding_mode="zeros")
    for mode in ["reflect", "replicate", "circular"]:
        name, once = f"padding_mode {mode}", {"kernel_size": 2, "padding": 1, "padding_mode": mode}
        moves = {"padding": [2, 1, 0][:n], "stride": 2, "dilation": 2, "groups": 2}
        case(name, bound, x=(1, *image), **once)
        case(f"{name}, all of it", (2 * 2**n) ** -0.5, **{**once, **moves})
        case(f"{name}, no padding, without a bias", bound, **{**once, "padding": 0}, bias=False)
        case(f"{name}, one image", bound, x=image, **once)
        case(f"{name} in float64", bound, dtype="float64", **once)
    cls, function = suite.subject, suite.subject.lower()
    wrong = suite.script("what does not fit with padding that is not zeros")
    sizes = {"in_channels": 4, "out_channels": 6, "kernel_size": 2, "padding_mode": "circular"}

    def fails(code: str, argument: str, told: str, padding: int, shape: tuple[int, ...]) -> None:
        wrong.let("layer", new(cls, **sizes, padding=padding))
        forward = call(f"{cls}.forward", self_=var("layer"), x=numbers(shape))
        wrong.fails(forward, code, argument, [told], operator=function)

    whole = (4,) * n
    fails("shape", "input", f"axis {{{n + 1}}}", 1, (1, 4, *whole[1:], 0))
    fails("shape", "input", "[1, 3, 4", 1, (1, 3, *whole))
    fails("shape", "input", "[4]", 1, (4,))
    fails("value", "padding", "-1", -1, (1, 4, *whole))


__all__ = ["convolutions", "padding_modes", "small", "transposed_convolutions"]
