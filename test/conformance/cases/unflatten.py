"""numpy.reshape of one axis."""

import numpy as np
import torch
from oracle import ANY, MOST_AXES, Suite, numbers
from oracle.pytorch import gradients


def reference(x, axis, sizes):
    axis %= x.ndim
    return np.reshape(x, (*x.shape[:axis], *([sizes] if isinstance(sizes, int) else sizes), *x.shape[axis + 1 :]))


suite = Suite("unflatten", reference, lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 6), t), "axis": 1, "sizes": [2, 3]})
suite("one size follows", x=numbers((6, 2)), axis=0, sizes=[3, -1])
suite("last axis by a negative number", x=numbers((2, 4)), axis=-1, sizes=[2, 1, 2])
suite("one axis", x=numbers((2, 4)), axis=0, sizes=[2])
suite("an integer", x=numbers((2, 4)), axis=0, sizes=2)
suite("empty", x=numbers((0, 4)), axis=0, sizes=[0, 3])
suite("rank 8", x=numbers((4, 2, 1, 1, 2)), axis=0, sizes=[2, 1, 2, 1])
suite.fails("another product", "shape", "sizes", ["[2, 2]", "6"], x=numbers((6,)), axis=0, sizes=[2, 2])
suite.fails("not divisible", "shape", "sizes", ["6"], x=numbers((6,)), axis=0, sizes=[4, -1])
suite.fails("two that follow", "shape", "sizes", ["-1"], x=numbers((6,)), axis=0, sizes=[-1, -1])
suite.fails("more than can be counted", "shape", "sizes", ["6"], x=numbers((6,)), axis=0, sizes=[2**52] * 3)
suite.fails("a negative size", "shape", "sizes", ["-2"], x=numbers((6,)), axis=0, sizes=[-2, -3])
suite.fails("no sizes", "shape", "sizes", [], x=numbers((1,)), axis=0, sizes=[])
suite.fails(
    "too many axes",
    "shape",
    None,
    ["32"],
    x=numbers((1,) * (MOST_AXES - 2) + (4,)),
    axis=MOST_AXES - 2,
    sizes=[2, 2, 1],
)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((6,)), axis=1, sizes=[2, 3])
gradients(suite, torch.unflatten, lambda t: {"x": numbers((2, 6), t), "axis": 1, "sizes": [3, 2]})
