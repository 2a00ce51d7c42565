"""numpy.take, indices from 0."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients

suite = Suite(
    "take", lambda x, indices, axis=0: np.take(x, indices.astype(np.int64), axis), lambda x, **_: x.dtype, exact=True
)
at = array([2, 0, 2], "int64")
suite.each(ANY, lambda t: {"x": numbers((3, 2), t), "indices": at})
suite.each(INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([2, 0, 2], t)}, "indices of")
suite("first and last", x=numbers((4,)), indices=array([0, 3], "int64"))
suite("along the second axis", x=numbers((2, 3)), indices=at, axis=1)
suite("along the last axis by a negative number", x=numbers((2, 3)), indices=at, axis=-1)
suite("a matrix of indices", x=numbers((3, 2)), indices=array([[0, 1], [2, 2]], "int64"))
suite("one index", x=numbers((3, 2)), indices=array(1, "int64"))
suite("no indices", x=numbers((3, 2)), indices=array(np.zeros((0,)), "int64"))
suite.fails("behind the last", "index", "indices", ["{3}"], x=numbers((3, 2)), indices=array([0, 3], "int64"))
suite.fails("before the first", "index", "indices", [], x=numbers((3, 2)), indices=array([0, -1], "int64"))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((3, 2)), indices=at, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([1, 0], t)}, "indices")
gradients(
    suite,
    lambda x, indices, axis: torch.index_select(x, axis, indices),
    lambda t: {"x": numbers((2, 3), t), "indices": at, "axis": 1},
)
