"""numpy.cumulative_prod in float64; integers in int64 or uint64, which wrap around."""

import numpy as np
import torch
from oracle import ANY, FLOATING, NUMERIC, UNSIGNED, Suite, array, numbers, rounded
from oracle.pytorch import gradients


def result(x, axis=None, dtype=None, include_initial=False):
    return dtype or (x.dtype if x.dtype in FLOATING else "uint64" if x.dtype in UNSIGNED else "int64")


def reference(x, axis=None, dtype=None, include_initial=False):
    if dtype in FLOATING:
        x = rounded(x, dtype)
    return np.cumulative_prod(x, axis=axis, dtype=None if dtype in FLOATING else dtype, include_initial=include_initial)


def with_initial(x, axis):
    initial = torch.full_like(torch.narrow(x, axis, 0, 1), 1)
    return torch.cat([initial, torch.cumprod(x, axis)], axis)


suite = Suite("cumulative_prod", reference, result)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t), "axis": 1})
suite.each(NUMERIC, lambda t: {"x": numbers((3, 4), "int16"), "axis": 0, "dtype": t}, "in")
suite("the only axis", x=numbers((5,)))
suite("null for the only axis", x=numbers((5,)), axis=None, dtype=None)
suite("last axis by a negative number", x=numbers((2, 3)), axis=-1)
suite("an axis in the middle", x=numbers((2, 3, 4)), axis=1)
suite("with the initial one", x=numbers((2, 3)), axis=1, include_initial=True)
suite("with the initial one, first axis", x=numbers((2, 3), "int32"), axis=0, include_initial=True)
suite("fractions as integers", x=array([1.5, 2.5, -1.5]), dtype="int32")
suite("wraps", x=array([2**62, 2**62, 3], "int64"))
suite("not numbers", x=array([[1, np.nan, 2], [np.inf, 1, -np.inf]]), axis=1)
suite("longer than a vector", x=numbers((3, 77)), axis=1)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis=3)
suite("empty", x=numbers((2, 0)), axis=1)
suite("empty with the initial one", x=numbers((2, 0)), axis=1, include_initial=True)
suite("empty along the other axis", x=numbers((0, 3)), axis=1)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), axis=2)
suite.fails("no axis said", "value", "axis", ["[2, 3]"], x=numbers((2, 3)))
suite.fails("no axis at all", "value", "axis", [], x=numbers(()))
suite.fails("in booleans", "dtype", "dtype", ["bool"], x=numbers((3,)), dtype="bool")
gradients(suite, torch.cumprod, lambda t: {"x": numbers((2, 5), t), "axis": 1})
gradients(
    suite,
    lambda x, axis, _: with_initial(x, axis),
    lambda t: {"x": numbers((3, 2), t), "axis": 0, "include_initial": True},
    "gradient with the initial one",
)
gradients(
    suite,
    lambda x: torch.stack([x[0], x[0] * x[1], x[0] * x[1] * x[2], x[0] * x[1] * x[2] * x[3]]),
    lambda t: {"x": array([2, 0, 3, 0], t)},
    "gradient beside zeros",
)
gradients(suite, torch.cumprod, lambda t: {"x": numbers((2, 0), t), "axis": 1}, "gradient of nothing")
gradients(suite, torch.cumprod, lambda t: {"x": numbers((2, 1), t), "axis": 1}, "gradient of one element")
