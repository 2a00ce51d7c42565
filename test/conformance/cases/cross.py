"""The formula of the Array API standard in float64; integers wrap."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, dtype_of, numbers
from oracle.pytorch import gradients


def reference(x1, x2, axis=-1):
    dtype = np.result_type(x1, x2)
    last = axis if axis < 0 else axis - x1.ndim
    a, b = (np.moveaxis(x.astype(dtype), last, 0) for x in (x1, x2))
    parts = [a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3] for i in range(3)]
    return np.moveaxis(np.stack(parts), 0, last)


def in_torch(x1, x2, axis=-1):
    return torch.linalg.cross(*torch.broadcast_tensors(x1, x2), dim=axis)


suite = Suite("cross", reference, lambda x1, x2, **_: dtype_of(x1, x2))
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1)})
suite("vectors", x1=numbers((3,)), x2=numbers((3,), "float32", 1))
suite("broadcasting", x1=numbers((4, 1, 3)), x2=numbers((2, 3), "float32", 1))
suite("along the first axis", x1=numbers((3, 4)), x2=numbers((3, 4), "float32", 1), axis=0)
suite("along the first axis by a negative number", x1=numbers((3, 4)), x2=numbers((3, 1), "float32", 1), axis=-2)
suite("promoted", x1=numbers((3,), "int16"), x2=numbers((3,), "float16", 1))
suite("no vectors", x1=numbers((0, 3)), x2=numbers((0, 3)))
suite("not numbers", x1=array([np.inf, 1, 0]), x2=array([1, np.nan, 2]))
suite.fails("two elements", "shape", "x1", ["[2]"], x1=numbers((2,)), x2=numbers((3,)))
suite.fails("four elements", "shape", "x2", ["[4]"], x1=numbers((3,)), x2=numbers((4,)))
suite.fails("too few axes", "shape", "x2", ["[4]"], x1=numbers((3, 4)), x2=numbers((4,)), axis=0)
suite.fails("shapes", "shape", "x2", [], x1=numbers((2, 3)), x2=numbers((4, 3)))
suite.fails("no such axis", "index", "axis", ["axis {1}"], x1=numbers((3,)), x2=numbers((3,)), axis=1)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((3,), t), "x2": numbers((3,), t)}, "x1")
gradients(suite, in_torch, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((1, 3), t, 1)})
gradients(
    suite, in_torch, lambda t: {"x1": numbers((3, 2), t), "x2": numbers((3, 2), t, 1), "axis": 0}, "gradient, axis,"
)
