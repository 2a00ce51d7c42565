"""numpy.prod in float64; integers in int64 or uint64, which wrap around."""

import numpy as np
import torch
from oracle import ANY, FLOATING, NUMERIC, UNSIGNED, Array, array, numbers, positive
from oracle.families import reduction
from oracle.pytorch import gradients


def result(x, dtype=None, **_):
    return dtype if dtype else x.dtype if x.dtype in FLOATING else "uint64" if x.dtype in UNSIGNED else "int64"


def over_pairs(x, axis):
    return torch.prod(torch.prod(x, 2), 0)


suite = reduction("prod", np.prod, ANY, result)
suite("a product that leaves the narrow type", x=array([100, 100, 100], "int8"))
suite("a product that wraps", x=array([2**62, 3, 5], "int64"))
gradients(suite, over_pairs, lambda t: {"x": numbers((2, 3, 2), t), "axis": [0, 2]})
gradients(suite, torch.prod, lambda t: {"x": numbers((2, 2), t)}, "gradient of all axes")
gradients(
    suite,
    lambda x, axis: torch.stack([row.select(0, 0) * row[1] * row[2] for row in x]),
    lambda t: {"x": array([[0, 2, 3], [0, 0, 3], [4, 2, 3]], t), "axis": 1},
    "gradient beside zeros",
)
gradients(suite, torch.prod, lambda t: {"x": numbers((), t)}, "gradient of rank 0")
gradients(suite, torch.prod, lambda t: {"x": numbers((2, 0), t), "axis": 1}, "gradient of nothing")


def converted(x, dtype, axis=None):
    """Each element first."""
    given = Array(x.values, dtype).values
    return Array(np.prod(given, axis=axis, dtype=given.dtype), dtype)


for dtype in NUMERIC:
    x = numbers((2, 3), "float32", 0, -1.5, 1.5) if dtype in FLOATING else positive((2, 3), "int32")
    suite(f"as {dtype}", x=x, axis=1, dtype=dtype, expect=converted(x, dtype, 1))
suite("null for its own dtype", x=positive((3,), "int8"), dtype=None, expect=converted(positive((3,), "int8"), "int64"))
suite(
    "truths as float32",
    x=numbers((2, 3), "bool"),
    dtype="float32",
    expect=converted(numbers((2, 3), "bool"), "float32"),
)
suite.fails("as bool", "dtype", "dtype", ["bool"], x=numbers((2, 3)), dtype="bool")
