"""numpy.prod in float64; integers in int64 or uint64, which wrap around."""

import numpy as np
import torch
from oracle import ANY, FLOATING, UNSIGNED, array, numbers
from oracle.families import reduction
from oracle.pytorch import gradients


def result(x, **_):
    return x.dtype if x.dtype in FLOATING else "uint64" if x.dtype in UNSIGNED else "int64"


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
