"""numpy.vecdot in float64; integers wrap."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("vecdot", lambda x1, x2, axis=-1: np.sum(np.multiply(x1, x2), axis if axis < 0 else axis - x1.ndim))
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1)})
suite("two vectors", x1=numbers((5,)), x2=numbers((5,), "float32", 1))
suite("broadcasting", x1=numbers((4, 1, 3)), x2=numbers((2, 3), "float32", 1))
suite("first axis", x1=numbers((3, 4)), x2=numbers((3, 4), "float32", 1), axis=0)
suite("an axis from the end", x1=numbers((2, 3, 4)), x2=numbers((3, 1), "float32", 1), axis=-2)
suite("promoted", x1=numbers((2, 3), "int32"), x2=numbers((3,), "float16", 1))
suite("longer than a vector", x1=numbers((2, 77)), x2=numbers((77,), "float32", 1))
suite("empty vectors", x1=numbers((2, 0)), x2=numbers((2, 0)))
suite("no vectors", x1=numbers((0, 3)), x2=numbers((3,)))
suite("rank 8", x1=numbers((1, 2, 1, 3, 2, 1, 1, 2)), x2=numbers((2, 1, 2), "float32", 1))
suite.fails("other lengths", "shape", "x2", ["[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails("a length of one", "shape", "x2", ["[1]"], x1=numbers((2, 3)), x2=numbers((1,)))
suite.fails("shapes", "shape", "x2", ["[4, 3]"], x1=numbers((2, 3)), x2=numbers((4, 3)))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x1=numbers((2, 3)), x2=numbers((2, 3)), axis=2)
suite.fails("no such axis in the second", "index", "axis", ["-2"], x1=numbers((2, 3)), x2=numbers((2,)), axis=0)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(
    suite,
    lambda x1, x2, axis: torch.linalg.vecdot(x1, x2, dim=axis),
    lambda t: {"x1": numbers((2, 1, 3), t), "x2": numbers((2, 3), t, 1), "axis": -1},
)
