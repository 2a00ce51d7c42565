"""torch.sort, which is stable here; NaN counts as the largest."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, numbers
from oracle.pytorch import by_torch, gradients


def in_order(x, axis=-1, descending=False, stable=True):
    return torch.sort(x, dim=axis, descending=descending, stable=True)[0]


suite = Suite("sort", by_torch(in_order), lambda x, **_: x.dtype, exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 5), t)})
suite.each(NUMERIC, lambda t: {"x": numbers((2, 5), t), "descending": True}, "descending")
suite("along the first axis", x=numbers((4, 2)), axis=0)
suite("along an axis in the middle", x=numbers((2, 4, 3)), axis=1)
suite("not stable", x=array([1, 3, 1, 2]), stable=False)
suite("nan is the largest", x=array([np.nan, 1, np.inf, -np.inf, np.nan]))
suite("nan is the largest, descending", x=array([1, np.nan, np.inf, -np.inf]), descending=True)
suite("longer than a vector", x=numbers((3, 77)))
suite("one element", x=numbers((1,)))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis=3)
suite("empty", x=numbers((0, 3)), axis=0)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), axis=1)
suite.fails("no axis at all", "index", "axis", [], x=numbers(()))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, in_order, lambda t: {"x": numbers((4, 3), t), "axis": 0})
gradients(suite, in_order, lambda t: {"x": numbers((3, 4), t), "axis": 1, "descending": True}, "gradient, descending,")
