"""torch.argsort, which is stable here; NaN counts as the largest."""

import numpy as np
import torch
from oracle import NUMERIC, Array, Suite, array, numbers
from oracle.pytorch import by_torch


def in_order(x, axis=-1, descending=False, stable=True):
    return torch.sort(x, dim=axis, descending=descending, stable=True)[1]


class ArgSort(Suite):
    def __call__(self, name, /, **given):
        super().__call__(name, expect=Array(by_torch(in_order)(**given), "int64"), **given)


suite = ArgSort("argsort", exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 5), t)})
suite("descending", x=numbers((2, 5)), descending=True)
suite("along the first axis", x=numbers((4, 2)), axis=0)
suite("along an axis in the middle", x=numbers((2, 4, 3)), axis=1)
suite("equal elements", x=array([1, 3, 1, 2, 1]))
suite("equal elements, descending", x=array([1, 3, 1, 2, 1, 3]), descending=True)
suite("not stable", x=array([4, 3, 1, 2]), stable=False)
suite("nan is the largest", x=array([np.nan, 1, np.inf, -np.inf, np.nan]))
suite("longer than a vector", x=numbers((3, 77)))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis=3)
suite("empty", x=numbers((0, 3)), axis=0)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), axis=1)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
