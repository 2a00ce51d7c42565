"""numpy.tensordot in float64; integers wrap."""

import numpy as np
import torch
from oracle import MOST_AXES, NUMERIC, Suite, numbers
from oracle.pytorch import gradients


def reference(x1, x2, axes=2, x1_axes=None, x2_axes=None):
    return np.tensordot(x1, x2, axes if x1_axes is None else (x1_axes, x2_axes))


suite = Suite("tensordot", reference)
a, b = numbers((2, 3, 4)), numbers((3, 4, 5), "float32", 1)
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3, 2), t, 1), "axes": 1})
suite("two axes", x1=a, x2=b)
suite("all axes", x1=a, x2=numbers((2, 3, 4), "float32", 1), axes=3)
suite("no axes", x1=numbers((2, 3)), x2=numbers((2,), "float32", 1), axes=0)
suite("pairs of axes", x1=a, x2=numbers((4, 2, 5), "float32", 1), x1_axes=[0, 2], x2_axes=[1, 0])
suite("pairs by negative numbers", x1=a, x2=numbers((5, 2, 4), "float32", 1), x1_axes=[-1], x2_axes=[-1])
suite("no pairs", x1=numbers((2, 3)), x2=numbers((2,), "float32", 1), x1_axes=[], x2_axes=[])
suite("nulls", x1=a, x2=b, x1_axes=None, x2_axes=None)
suite("promoted", x1=numbers((2, 3), "int32"), x2=numbers((3,), "float16", 1), axes=1)
suite("empty sums", x1=numbers((2, 0)), x2=numbers((0, 3)), axes=1)
suite("empty", x1=numbers((0, 2)), x2=numbers((2, 3)), axes=1)
suite("rank 0", x1=numbers(()), x2=numbers((), "float32", 1), axes=0)
suite("rank 8", x1=numbers((1, 2, 1, 3, 2, 1, 1, 2)), x2=numbers((1, 2, 2), "float32", 1))
suite.fails("other sizes", "shape", "x2", ["[2, 3]"], x1=numbers((2, 3)), x2=numbers((2, 3)), axes=1)
suite.fails(
    "too many axes in the result", "shape", None, [], x1=numbers((1,) * 20), x2=numbers((1,) * (MOST_AXES - 19)), axes=0
)
suite.fails("more axes than there are", "value", "axes", ["2"], x1=numbers((2, 3)), x2=numbers((3,)))
suite.fails("one list", "value", "x2_axes", [], x1=a, x2=b, x1_axes=[1])
suite.fails("lists of other lengths", "value", "x2_axes", ["1"], x1=a, x2=b, x1_axes=[1, 2], x2_axes=[0])
suite.fails("an axis twice", "value", "x1_axes", ["axis {1}"], x1=a, x2=b, x1_axes=[1, 1], x2_axes=[0, 1])
suite.fails("no such axis", "index", "x1_axes", ["axis {3}"], x1=a, x2=b, x1_axes=[3], x2_axes=[0])
suite.fails("no such axis in the second", "index", "x2_axes", ["axis {3}"], x1=a, x2=b, x1_axes=[1], x2_axes=[3])
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t), "axes": 1}, "x1")
gradients(suite, torch.tensordot, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3, 2), t, 1), "axes": 1})
gradients(
    suite,
    lambda x1, x2, first, second: torch.tensordot(x1, x2, (first, second)),
    lambda t: {"x1": numbers((2, 3, 2), t), "x2": numbers((2, 2), t, 1), "x1_axes": [0, 2], "x2_axes": [1, 0]},
    "gradient of pairs",
)
