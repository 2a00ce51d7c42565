"""Sums over windows by their definition, of elements that torch.gather takes, in float64. Without offsets it is checked
against torch.nn.functional.conv2d."""

import itertools

import numpy as np
import torch
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients


def pair(value):
    return [value, value] if isinstance(value, int) else value


def taken(plane, y, x):
    """Of [C, H, W] at places [P]: [C, P]."""
    _, h, w = plane.shape
    flat, total = plane.reshape(plane.shape[0], -1), 0
    for down, right in itertools.product((0, 1), (0, 1)):
        i, j = torch.floor(y.detach()) + down, torch.floor(x.detach()) + right
        weight = (1 - (y - i).abs()) * (1 - (x - j).abs()) * ((i >= 0) & (i < h) & (j >= 0) & (j < w))
        place = (i.clamp(0, h - 1) * w + j.clamp(0, w - 1)).long()
        total = total + flat.gather(1, place.expand(flat.shape[0], -1)) * weight
    return total


def reference(x, offset, weight, mask=None, bias=None, stride=1, padding=0, dilation=1):
    (sy, sx), (py, px), (dy, dx) = map(pair, (stride, padding, dilation))
    n, channels, _, _ = x.shape
    out, each, kh, kw = weight.shape
    oh, ow = offset.shape[-2:]
    lots, groups = offset.shape[1] // (2 * kh * kw), channels // each
    moved = offset.reshape(n, lots, kh * kw, 2, oh, ow)
    factors = torch.ones(n, lots, kh * kw, oh, ow) if mask is None else mask.reshape(n, lots, kh * kw, oh, ow)
    oy, ox = torch.meshgrid(torch.arange(oh) * sy - py, torch.arange(ow) * sx - px, indexing="ij")
    results = []
    for b in range(n):
        columns = []
        for lot, part in enumerate(x[b].chunk(lots)):
            found = []
            for k in range(kh * kw):
                y, x_ = oy + k // kw * dy + moved[b, lot, k, 0], ox + k % kw * dx + moved[b, lot, k, 1]
                found.append(taken(part, y.reshape(-1), x_.reshape(-1)) * factors[b, lot, k].reshape(-1))
            columns.append(torch.stack(found, 1))
        together = torch.cat(columns).reshape(groups, each * kh * kw, oh * ow)
        results.append(torch.matmul(weight.reshape(groups, out // groups, -1), together).reshape(out, oh, ow))
    result = torch.stack(results) if results else torch.zeros(0, out, oh, ow)
    return result if bias is None else result + bias.reshape(-1, 1, 1)


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
