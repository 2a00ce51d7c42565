"""numpy.sum in float64; integers in int64 or uint64, which wrap around."""

import numpy as np
import torch
from oracle import ANY, FLOATING, NUMERIC, UNSIGNED, Array, array, numbers, positive
from oracle.families import reduction


def result(x, dtype=None, **_):
    return dtype if dtype else x.dtype if x.dtype in FLOATING else "uint64" if x.dtype in UNSIGNED else "int64"


suite = reduction("sum", np.sum, ANY, result, gradient=torch.sum)
suite("a sum that leaves the narrow type", x=array([100, 100, 100], "int8"))
suite("a sum that wraps", x=array([2**63 - 1, 1], "int64"))


def converted(x, dtype, axis=None):
    """Each element first."""
    given = Array(x.values, dtype).values
    return Array(np.sum(given, axis=axis, dtype=given.dtype), dtype)


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
