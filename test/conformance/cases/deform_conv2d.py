"""Sums over windows by their definition, of elements that torch.gather takes, in float64. Without offsets it is checked
against torch.nn.functional.conv2d."""

import numpy as np
import torch
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.deformed import deform_conv2d as reference
from oracle.pytorch import by_torch, gradients


def check():
    x, weight = torch.rand(2, 4, 5, 6), torch.rand(6, 2, 3, 2)
    expected = torch.nn.functional.conv2d(x, weight, None, (2, 1), (1, 2), (1, 2), groups=2)
    offset = torch.zeros(2, 2 * 6, *expected.shape[-2:])
    assert torch.allclose(reference(x, offset, weight, None, None, [2, 1], [1, 2], [1, 2]), expected)


def between(shape, dtype="float32"):
    """Offsets with few bits, that lie between elements."""
    return Array((2 * np.floor(numbers(shape, "float64", 2, -13, 13).values) + 1) / 16, dtype)


torch.manual_seed(0)
check()
suite = Suite("deform_conv2d", by_torch(reference), lambda x, offset, weight, **_: dtype_of(x, offset, weight))


def usual(t="float32"):
    return {
        "x": numbers((2, 2, 4, 5), t),
        "offset": between((2, 8, 3, 4), t),
        "weight": numbers((3, 2, 2, 2), t, 1),
    }


suite.each(FLOATING, usual)
suite("a mask", **usual(), mask=numbers((2, 4, 3, 4), "float32", 3, 0, 1))
suite("a bias", **usual(), bias=array([0.5, -1, 2]))
suite("null for mask and bias", **usual(), mask=None, bias=None)
x = numbers((2, 4, 6, 7))
suite("groups", x=x, offset=between((2, 8, 5, 6)), weight=numbers((6, 2, 2, 2), "float32", 1))
suite("groups of offsets", x=x, offset=between((2, 16, 5, 6)), weight=numbers((3, 4, 2, 2), "float32", 1))
suite(
    "both, and a mask",
    x=x,
    offset=between((2, 32, 5, 6)),
    weight=numbers((6, 2, 2, 2), "float32", 1),
    mask=numbers((2, 16, 5, 6), "float32", 3, 0, 1),
)
moves = {"stride": [2, 1], "padding": [1, 2], "dilation": [1, 2]}
suite("moves", x=x, offset=between((2, 12, 3, 9)), weight=numbers((3, 4, 3, 2), "float32", 1), **moves)
suite("one number for both axes", x=x, offset=between((2, 8, 4, 4)), weight=numbers((3, 4, 2, 2)), stride=2, padding=1)
suite("a wide window", x=x, offset=between((2, 8, 4, 5)), weight=numbers((3, 4, 2, 2)), dilation=2)
suite("far away", x=x, offset=Array(between((2, 8, 5, 6)).values * 100, "float32"), weight=numbers((3, 4, 2, 2)))
suite("no images", x=numbers((0, 2, 4, 5)), offset=numbers((0, 8, 3, 4)), weight=numbers((3, 2, 2, 2)))
given = usual()
suite.fails("three axes", "shape", "x", ["[2, 4, 5]"], **{**given, "x": numbers((2, 4, 5))})
suite.fails("weights for other channels", "shape", "weight", [], **{**given, "weight": numbers((3, 3, 2, 2))})
suite.fails("odd offsets", "shape", "offset", ["multiple"], **{**given, "offset": numbers((2, 7, 3, 4))})
suite.fails("offsets of other sizes", "shape", "offset", ["[2, 8, 3, 4]"], **{**given, "offset": numbers((2, 8, 3, 3))})
suite.fails("another mask", "shape", "mask", ["[2, 4, 3, 4]"], **given, mask=numbers((2, 8, 3, 4)))
suite.fails("another bias", "shape", "bias", ["[3]"], **given, bias=numbers((2,)))
suite.fails("a window that does not fit", "shape", "x", [], **given, dilation=9)
suite.fails("too large", "out_of_memory", "x", [], **given, padding=2**31 - 1)
suite.fails("no step", "value", "stride", ["0"], **given, stride=0)
suite.fails("a negative padding", "value", "padding", ["-1"], **given, padding=-1)
suite.refuses(FLOATING, lambda t: {**usual(), "x": numbers((2, 2, 4, 5), t)}, "x")
gradients(
    suite,
    reference,
    lambda t: {
        "x": numbers((1, 2, 3, 3), t),
        "offset": between((1, 8, 2, 2), t),
        "weight": numbers((2, 2, 2, 2), t, 1),
        "mask": numbers((1, 4, 2, 2), t, 3, 0, 1),
        "bias": numbers((2,), t, 4),
    },
)
gradients(
    suite,
    reference,
    lambda t: {
        "x": numbers((1, 1, 3, 3), t),
        "offset": between((1, 4, 2, 3), t),
        "weight": numbers((1, 1, 2, 1), t, 1),
    },
    "gradient without mask and bias,",
)
# Random sums that nearly cancel lose their digits in the narrower types.
suite.referred = [one for one in suite.referred if one[0]["x"].dtype == "float64"]
