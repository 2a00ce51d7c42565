"""numpy.lib.stride_tricks over the row-major elements."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients


def reference(x, shape, strides, offset=0):
    flat = x.reshape(-1)
    places = sum(
        (np.arange(n).reshape(-1, *[1] * (len(shape) - 1 - i)) * s for i, (n, s) in enumerate(zip(shape, strides))),
        np.int64(offset),
    )
    return flat[np.broadcast_to(places, shape)]


suite = Suite("as_strided", reference, lambda x, **_: x.dtype, exact=True)
row_major = {"layouts": False}
suite.each(ANY, lambda t: {"x": numbers((6,), t), "shape": [2, 2], "strides": [3, 1], "options": row_major})


def case(name, **given):
    """x has to be row-major."""
    suite(name, options=row_major, **given)


case("an offset", x=numbers((6,)), shape=[2], strides=[2], offset=1)
case("elements that share a place", x=numbers((4,)), shape=[3, 2], strides=[1, 1])
case("backwards", x=numbers((4,)), shape=[4], strides=[-1], offset=3)
case("stride zero", x=numbers((4,)), shape=[3], strides=[0], offset=2)
case("rank 0", x=numbers((4,)), shape=[], strides=[], offset=3)
case("nothing", x=numbers((4,)), shape=[0, 2], strides=[1, 1])
suite.fails("beyond the elements", "index", None, ["4"], x=numbers((4,)), shape=[3], strides=[2], options=row_major)
suite.fails(
    "one stride too few", "value", "strides", ["1"], x=numbers((4,)), shape=[2, 2], strides=[1], options=row_major
)
column = suite.script("a tensor that is not row-major", layouts=False)
column.let("x", numbers((2, 3)))
column.fails(call("as_strided", x=call("permute_dims", x=var("x"), axes=[1, 0]), shape=[2], strides=[1]), "value", "x")
view = suite.script("a view", layouts=False)
view.let("x", array([1, 2, 3, 4]))
view.do(call("add_", x1=call("as_strided", x=var("x"), shape=[2], strides=[2], offset=1), x2=10))
view.expect(var("x"), array([1, 12, 3, 14]))
gradients(
    suite,
    torch.as_strided,
    lambda t: {"x": numbers((6,), t), "shape": [3, 2], "strides": [1, 2], "offset": 1},
    options=row_major,
)
