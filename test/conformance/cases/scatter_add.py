"""Sums by a loop in row-major order; gradients of torch.scatter_add."""

import numpy as np
import torch
from oracle import INTEGER, NUMERIC, Array, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import scattered

suite = Suite(
    "scatter_add", lambda x, indices, values, axis=0: scattered(x, indices, values, axis, "sum"), lambda x, **_: x.dtype
)
at = array([[2, 0], [1, 1]], "int64")
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t), "indices": at, "values": numbers((2, 2), t, 1), "axis": 1})
suite("along the first axis", x=numbers((3, 2)), indices=at, values=numbers((2, 2), "float32", 1))
suite("a number", x=numbers((2, 3)), indices=at, values=0.5, axis=-1)
suite("a whole number", x=numbers((2, 3), "int8"), indices=at, values=100, axis=1)
suite("values that repeat", x=numbers((2, 3)), indices=at, values=numbers((1, 2), "float32", 1), axis=1)
suite("shorter along the other axes", x=numbers((4, 3)), indices=at, values=numbers((2, 2), "float32", 1), axis=1)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64"), values=numbers((2, 0)), axis=1)
suite("not numbers", x=numbers((3,)), indices=array([0, 0, 2], "int64"), values=array([np.inf, -np.inf, np.nan]))
many = Array(np.arange(5000) * 7 % 11, "int64")
suite("many to one place", x=numbers((11,)), indices=many, values=numbers((5000,), "float32", 1, -1, 1))
suite(
    "many to one place in bfloat16",
    x=numbers((11,), "bfloat16"),
    indices=many,
    values=numbers((5000,), "bfloat16", 1, -1, 1),
)
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{3}"],
    x=numbers((2, 3)),
    indices=array([[0, 3]], "int64"),
    values=1,
    axis=1,
)
suite.fails(
    "values that do not fit",
    "shape",
    "values",
    ["[2, 3]"],
    x=numbers((2, 3)),
    indices=at,
    values=numbers((2, 3)),
    axis=1,
)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), indices=at, values=1, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": 1}, "indices")
gradients(
    suite,
    lambda x, indices, values, axis: torch.scatter_add(x, axis, indices, values),
    lambda t: {"x": numbers((3, 3), t), "indices": at, "values": numbers((2, 2), t, 1), "axis": 1},
)
