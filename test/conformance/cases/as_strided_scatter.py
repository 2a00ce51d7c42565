"""A copy whose flat places hold the value."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients


def reference(base, value, shape, strides, offset=0):
    out = base.copy().reshape(-1)
    for place in np.ndindex(*shape):
        out[offset + sum(i * s for i, s in zip(place, strides))] = value[place]
    return out.reshape(base.shape)


suite = Suite("as_strided_scatter", reference, lambda base, **_: base.dtype, exact=True)
suite.each(
    ANY, lambda t: {"base": numbers((6,), t), "value": numbers((2, 2), t, 1), "shape": [2, 2], "strides": [3, 1]}
)
suite("an offset", base=numbers((2, 3)), value=numbers((2,), "float32", 1), shape=[2], strides=[2], offset=1)
suite("backwards", base=numbers((4,)), value=numbers((4,), "float32", 1), shape=[4], strides=[-1], offset=3)
suite("a value of another dtype", base=numbers((4,)), value=numbers((2,), "int32"), shape=[2], strides=[2])
suite("nothing", base=numbers((4,)), value=numbers((0,)), shape=[0], strides=[1])
suite.fails(
    "another shape", "shape", "value", ["[3]", "[2]"], base=numbers((4,)), value=numbers((3,)), shape=[2], strides=[1]
)
suite.fails(
    "elements that share a place",
    "value",
    "strides",
    ["[0]"],
    base=numbers((4,)),
    value=numbers((2,)),
    shape=[2],
    strides=[0],
)
suite.fails(
    "beyond the elements", "index", None, ["4"], base=numbers((4,)), value=numbers((3,)), shape=[3], strides=[2]
)


def written(base, value, shape, strides):
    """Through a view: torch.as_strided_scatter gives base the gradient of the places that value covers."""
    out = torch.clone(base)
    out.as_strided(shape, strides).copy_(value)
    return out


gradients(
    suite,
    written,
    lambda t: {"base": numbers((6,), t), "value": numbers((2, 2), t, 1), "shape": [2, 2], "strides": [3, 1]},
)
