"""Sums by a loop, in row-major order."""

import numpy as np
import torch
from oracle import INTEGER, NUMERIC, Suite, array, numbers
from oracle.pytorch import gradients


def reference(x, indices, values, axis=-1):
    out, at = x.copy(), list(x.shape)
    at[axis] = indices.shape[axis]
    indices, values = np.broadcast_to(indices, at), np.broadcast_to(values, at)
    for place in np.ndindex(*at):
        to = list(place)
        to[axis] = int(indices[place])
        with np.errstate(over="ignore"):
            out[tuple(to)] += values[place]
    return out


suite = Suite("put_along_axis_add", reference, lambda x, **_: x.dtype)
at = array([[2, 0], [1, 1]], "int64")
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t), "indices": at, "values": numbers((2, 2), t, 1)})
suite("along the first axis", x=numbers((3, 2)), indices=at, values=numbers((2, 2), "float32", 1), axis=0)
suite(
    "rows and values that broadcast",
    x=numbers((2, 3)),
    indices=array([[2, 0]], "int32"),
    values=numbers((2, 1), "float32", 1),
)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64"), values=numbers((2, 0)))
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{3}"],
    x=numbers((2, 3)),
    indices=array([[0, 3], [0, 0]], "int64"),
    values=numbers((2, 2)),
)
suite.fails(
    "values that do not fit", "shape", "values", ["[2, 3]"], x=numbers((2, 3)), indices=at, values=numbers((2, 3))
)
suite.fails(
    "another number of axes",
    "shape",
    "indices",
    ["[2]"],
    x=numbers((2, 3)),
    indices=array([0, 1], "int64"),
    values=numbers((2, 2)),
)
suite.refuses(
    INTEGER,
    lambda t: {"x": numbers((2, 3)), "indices": array([[2, 0], [1, 1]], t), "values": numbers((2, 2))},
    "indices",
)
gradients(
    suite,
    lambda x, indices, values: torch.scatter_add(x, -1, indices, values),
    lambda t: {"x": numbers((2, 3), t), "indices": at, "values": numbers((2, 2), t, 1)},
)
