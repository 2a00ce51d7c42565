"""Sums by a loop in the order of the indices; gradients of torch.index_add."""

import torch
from oracle import INTEGER, NUMERIC, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import copied

suite = Suite(
    "index_add", lambda x, indices, values, axis=0: copied(x, indices, values, axis, "sum"), lambda x, **_: x.dtype
)
at = array([2, 0, 2], "int64")
suite.each(NUMERIC, lambda t: {"x": numbers((4, 2), t), "indices": at, "values": numbers((3, 2), t, 1)})
suite.each(
    INTEGER, lambda t: {"x": numbers((4, 2)), "indices": array([2, 0, 2], t), "values": numbers((3, 2))}, "indices of"
)
suite("along the last axis by a negative number", x=numbers((2, 3)), indices=at, values=numbers((2, 3)), axis=-1)
suite("values that repeat", x=numbers((2, 3, 2)), indices=at, values=numbers((2, 1, 1)), axis=1)
suite("no indices", x=numbers((3, 2)), indices=array([], "int64"), values=numbers((0, 2)))
suite("an empty tensor", x=numbers((3, 0)), indices=at, values=numbers((3, 0)))
suite(
    "longer than a tile", x=numbers((2, 700)), indices=array([1, 0, 1], "int64"), values=numbers((3, 700), "float32", 1)
)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), indices=at, values=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis=3)
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{4}", "[{1}]"],
    x=numbers((4, 2)),
    indices=array([0, 4, 1], "int64"),
    values=numbers((3, 2)),
)
suite.fails(
    "a matrix of indices",
    "shape",
    "indices",
    ["[1, 2]"],
    x=numbers((4, 2)),
    indices=array([[0, 1]], "int64"),
    values=numbers((2, 2)),
)
suite.fails(
    "values that do not fit",
    "shape",
    "values",
    ["[2, 2]", "[3, 2]"],
    x=numbers((4, 2)),
    indices=at,
    values=numbers((2, 2)),
)
suite.fails(
    "no such axis", "index", "axis", ["axis {2}"], x=numbers((4, 2)), indices=at, values=numbers((3, 2)), axis=2
)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": numbers((2,))}, "indices")
gradients(
    suite,
    lambda x, indices, values, axis: torch.index_add(x, axis, indices, values),
    lambda t: {"x": numbers((2, 4), t), "indices": at, "values": numbers((2, 3), t, 1), "axis": 1},
)
