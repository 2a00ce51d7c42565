"""NumPy's indexing by arrays of integers, one for each of the first axes."""

import numpy as np
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients


def picked(x, indices):
    return x[tuple(indices[..., k] for k in range(indices.shape[-1]))]


suite = Suite("index_get", picked, lambda x, indices: x.dtype, exact=True)
rows = array([[2], [0], [2]], "int64")
pairs = array([[[2, 0], [0, 1]], [[1, 1], [2, 0]]], "int64")
suite.each(ANY, lambda t: {"x": numbers((3, 2), t), "indices": rows})
suite.each(INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([[2], [0]], t)}, "indices of")
suite("places in two axes", x=numbers((3, 2)), indices=pairs)
suite("places in the first two of four axes", x=numbers((3, 2, 2, 3)), indices=pairs)
suite("one place", x=numbers((3, 2)), indices=array([1], "int64"))
suite("one element", x=numbers((3, 2)), indices=array([1, 1], "int64"))
suite("first and last", x=numbers((4,)), indices=array([[0], [3]], "int64"))
suite("no places", x=numbers((3, 2)), indices=array(np.zeros((0, 1)), "int64"))
suite("no places in no elements", x=numbers((0, 2)), indices=array(np.zeros((0, 2)), "int64"))
suite("parts of nothing", x=numbers((3, 0)), indices=rows)
suite("many rows", x=numbers((50, 40)), indices=array((np.arange(3000) * 7 % 50).reshape(-1, 1), "int64"))
suite("rank 8", x=numbers((2, 1, 1, 1, 1, 1, 1, 2)), indices=array([[1], [0]], "int64"))
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["place [{1}]", "2 elements"],
    x=numbers((3, 2)),
    indices=array([[0, 1], [0, 2]], "int64"),
)
suite.fails("before the first", "index", "indices", [], x=numbers((3, 2)), indices=array([[0], [-5]], "int64"))
suite.fails("a place in no elements", "index", "indices", [], x=numbers((0, 2)), indices=array([[0]], "int64"))
suite.fails(
    "more positions than axes", "shape", "indices", ["[1, 2]"], x=numbers((3,)), indices=array([[0, 0]], "int64")
)
suite.fails("no positions", "shape", "indices", [], x=numbers((3,)), indices=array(np.zeros((2, 0)), "int64"))
suite.fails("no axis for positions", "shape", "indices", [], x=numbers((3,)), indices=array(1, "int64"))
suite.fails("a tensor without axes", "shape", "indices", [], x=numbers(()), indices=array([0], "int64"))
suite.refuses(INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([[1], [0]], t)}, "indices")
gradients(suite, picked, lambda t: {"x": numbers((3, 2), t), "indices": rows})
gradients(suite, picked, lambda t: {"x": numbers((3, 2, 2), t), "indices": pairs}, "gradient, two axes,")
