"""torch.gather, indices from 0."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import by_torch, gradients


def in_torch(x, indices, axis=0):
    return torch.gather(x, axis, indices)


suite = Suite("gather", by_torch(in_torch), lambda x, **_: x.dtype, exact=True)
at = array([[2, 0], [1, 1]], "int64")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "indices": at, "axis": 1})
suite.each(INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([[2, 0], [1, 1]], t)}, "indices of")
suite("along the last axis by a negative number", x=numbers((2, 3)), indices=at, axis=-1)
suite("more indices than elements", x=numbers((2, 3)), indices=array([[0, 1, 2, 2, 1], [2] * 5], "int64"), axis=1)
suite("shorter along the other axes", x=numbers((4, 3, 5)), indices=array([[[2, 0], [1, 1]]], "int64"), axis=1)
suite("one line of many", x=numbers((3, 4)), indices=array([[2, 1, 0]], "int64"), axis=1)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64"), axis=1)
suite("no lines", x=numbers((2, 3)), indices=array(np.zeros((0, 3)), "int64"), axis=1)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), indices=array(np.ones((1, 2, 1, 4, 2, 1, 1, 1)), "int64"), axis=3)
suite("not numbers", x=array([np.nan, np.inf, -0.0]), indices=array([2, 1, 0, 0], "int64"))
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{3}", "[{0}, {1}]"],
    x=numbers((2, 3)),
    indices=array([[0, 3]], "int64"),
    axis=1,
)
suite.fails("before the first", "index", "indices", [], x=numbers((3,)), indices=array([-1], "int64"))
suite.fails(
    "longer along another axis",
    "shape",
    "indices",
    ["[3, 1]"],
    x=numbers((2, 3)),
    indices=array([[0], [0], [0]], "int64"),
    axis=1,
)
suite.fails("another number of axes", "shape", "indices", ["[2]"], x=numbers((2, 3)), indices=array([0, 1], "int64"))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), indices=at, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t)}, "indices")
gradients(suite, in_torch, lambda t: {"x": numbers((3, 3), t), "indices": at, "axis": 1})
