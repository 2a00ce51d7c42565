"""The first of torch.sort, which is stable here; NaN counts as the largest."""

import numpy as np
import torch
from oracle import NUMERIC, Array, Suite, array, numbers
from oracle.pytorch import by_torch, gradients


def first(x, k, axis=-1, largest=True):
    values, indices = torch.sort(x, dim=axis, descending=largest, stable=True)
    return torch.narrow(values, axis, 0, k), torch.narrow(indices, axis, 0, k)


class TopK(Suite):
    def __call__(self, name, /, **given):
        values, indices = by_torch(first)(**given)
        expected = {
            "record": {
                "values": Array(values, given["x"].dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = TopK("topk", exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 5), t), "k": 2})
suite("the smallest", x=numbers((2, 5)), k=3, largest=False)
suite("along the first axis", x=numbers((4, 2)), k=2, axis=0)
suite("all", x=numbers((4,)), k=4)
suite("none", x=numbers((4,)), k=0)
suite("equal elements", x=array([1, 3, 3, 2, 3]), k=2)
suite("equal elements, the smallest", x=array([1, 3, 1, 2, 1]), k=2, largest=False)
suite("nan is the largest", x=array([1, np.nan, np.inf]), k=2)
suite("nan is not the smallest", x=array([1, np.nan, -np.inf]), k=2, largest=False)
suite.fails("more than there are", "value", "k", ["5", "4"], x=numbers((4,)), k=5)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), k=1, axis=1)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t), "k": 1}, "x")
gradients(suite, first, lambda t: {"x": numbers((4, 3), t), "k": 2, "axis": 0})
