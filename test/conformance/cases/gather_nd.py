"""Elements and slices by a loop over the rows of indices, as ONNX describes GatherND."""

import numpy as np
import torch
from oracle import ANY, INTEGER, MOST_AXES, Array, Suite, array, numbers
from oracle.pytorch import gradients


def taken(x, indices, batch_dims, stack):
    places = list(np.ndindex(*indices.shape[:-1]))
    rows = [x[(*place[:batch_dims], *(int(i) for i in indices[place]))] for place in places]
    return stack(rows).reshape((*indices.shape[:-1], *x.shape[batch_dims + indices.shape[-1] :]))


def reference(x, indices, batch_dims=0):
    out_shape = (*indices.shape[:-1], *x.shape[batch_dims + indices.shape[-1] :])
    return taken(x, indices, batch_dims, np.array) if np.prod(out_shape) else np.zeros(out_shape)


suite = Suite("gather_nd", reference, lambda x, **_: x.dtype, exact=True)
at = array([[1, 2], [0, 0], [1, 2]], "int64")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "indices": at})
suite.each(INTEGER, lambda t: {"x": numbers((2, 3)), "indices": array([[1, 2], [0, 0]], t)}, "indices of")
suite("slices", x=numbers((2, 3, 4)), indices=at)
suite("rows", x=numbers((2, 3)), indices=array([[1], [0], [1]], "int64"))
suite("one row of indices", x=numbers((2, 3)), indices=array([1, 2], "int64"))
suite("more axes of rows", x=numbers((2, 3)), indices=array([[[1, 2], [0, 0]]], "int64"))
suite("a batch", x=numbers((2, 3, 4)), indices=array([[[1], [0]], [[2], [2]]], "int64"), batch_dims=1)
suite("a batch of elements", x=numbers((2, 3, 4)), indices=array([[1, 3], [2, 0]], "int64"), batch_dims=1)
suite(
    "a batch of two axes",
    x=numbers((2, 3, 4)),
    indices=Array(np.arange(12).reshape(2, 3, 2, 1) % 4, "int64"),
    batch_dims=2,
)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((0, 2)), "int64"))
suite("slices of nothing", x=numbers((2, 3, 0)), indices=at)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), indices=array([[0, 1, 0, 2]], "int64"))
suite.fails(
    "behind the last", "index", "indices", ["{3}", "axis {1}"], x=numbers((2, 3)), indices=array([[1, 3]], "int64")
)
suite.fails("before the first", "index", "indices", [], x=numbers((2, 3)), indices=array([[-1, 0]], "int64"))
suite.fails(
    "more indices than axes",
    "shape",
    "indices",
    ["[1, 3]", "1 to 2"],
    x=numbers((2, 3)),
    indices=array([[0, 0, 0]], "int64"),
)
suite.fails(
    "rows without indices", "shape", "indices", ["[2, 0]"], x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64")
)
suite.fails("indices of rank 0", "shape", "indices", ["[]"], x=numbers((2, 3)), indices=array(1, "int64"))
suite.fails(
    "another batch",
    "shape",
    "indices",
    ["[3, 1]"],
    x=numbers((2, 3)),
    indices=array([[1], [1], [1]], "int64"),
    batch_dims=1,
)
suite.fails(
    "too many axes of a batch",
    "shape",
    "indices",
    [],
    x=numbers((2, 3)),
    indices=array([[1], [1]], "int64"),
    batch_dims=2,
)
suite.fails("fewer than none", "value", "batch_dims", ["-1"], x=numbers((2, 3)), indices=at, batch_dims=-1)
suite.fails("too many axes", "shape", "indices", [], x=numbers((1,) * MOST_AXES), indices=array([[[0]]], "int64"))
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([[1], [0]], t)}, "indices")
gradients(
    suite, lambda x, indices: taken(x, indices, 0, torch.stack), lambda t: {"x": numbers((2, 3), t), "indices": at}
)
gradients(
    suite,
    lambda x, indices, batch_dims: taken(x, indices, batch_dims, torch.stack),
    lambda t: {"x": numbers((2, 3, 2), t), "indices": array([[[1], [1]], [[2], [0]]], "int64"), "batch_dims": 1},
    "gradient, a batch,",
)
