"""numpy.take_along_axis, indices from 0."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients

suite = Suite(
    "take_along_axis",
    lambda x, indices, axis=-1: np.take_along_axis(x, indices.astype(np.int64), axis),
    lambda x, **_: x.dtype,
    exact=True,
)
at = array([[2, 0], [1, 1]], "int64")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "indices": at})
suite.each(INTEGER, lambda t: {"x": numbers((2, 3)), "indices": array([[2, 0], [1, 1]], t)}, "indices of")
suite("along the first axis", x=numbers((3, 2)), indices=at, axis=0)
suite("rows that broadcast", x=numbers((2, 3)), indices=array([[2, 0]], "int64"))
suite("an x that broadcasts", x=numbers((1, 3)), indices=at)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64"))
suite.fails("behind the last", "index", "indices", ["{3}"], x=numbers((2, 3)), indices=array([[0, 3]], "int64"))
suite.fails("another number of axes", "shape", "indices", ["[2]"], x=numbers((2, 3)), indices=array([0, 1], "int64"))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), indices=at, axis=2)
gradients(
    suite, lambda x, indices: torch.take_along_dim(x, indices, -1), lambda t: {"x": numbers((2, 3), t), "indices": at}
)
