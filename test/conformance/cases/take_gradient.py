"""numpy.add.at into zeros."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, numbers
from oracle.pytorch import gradients


def reference(grad, indices, like_shape, axis=0):
    out = np.zeros(like_shape, grad.dtype)
    np.add.at(out, (slice(None),) * (axis % len(like_shape)) + (indices.astype(np.int64),), grad)
    return out


suite = Suite("take_gradient", reference, lambda grad, **_: grad.dtype)
at = array([2, 0, 2], "int64")
suite.each(NUMERIC, lambda t: {"grad": numbers((3, 2), t), "indices": at, "like_shape": [4, 2]})
suite("along the second axis", grad=numbers((2, 3)), indices=at, like_shape=[2, 4], axis=1)
suite(
    "the last axis by a negative number",
    grad=numbers((2, 3)),
    indices=at,
    like_shape=[2, 4],
    axis=-1,
    options={"axis_rank": 2},
)
suite("a matrix of indices", grad=numbers((2, 2, 3)), indices=array([[0, 1], [1, 1]], "int32"), like_shape=[2, 3])
suite("no indices", grad=numbers((0, 2)), indices=array(np.zeros((0,)), "int64"), like_shape=[3, 2])
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{4}"],
    grad=numbers((3, 2)),
    indices=array([0, 4, 1], "int64"),
    like_shape=[4, 2],
)
suite.fails(
    "slices of another shape",
    "shape",
    "grad",
    ["[2, 2]", "[3, 2]"],
    grad=numbers((2, 2)),
    indices=at,
    like_shape=[4, 2],
)
suite.refuses(NUMERIC, lambda t: {"grad": numbers((3, 2), t), "indices": at, "like_shape": [4, 2]}, "grad")
gradients(
    suite,
    lambda grad, indices, like_shape: torch.zeros(like_shape).index_add(0, indices, grad),
    lambda t: {"grad": numbers((3, 2), t), "indices": at, "like_shape": [4, 2]},
)
