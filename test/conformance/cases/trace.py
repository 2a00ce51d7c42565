"""numpy.trace in float64; integers give int64 or uint64."""

import numpy as np
import torch
from oracle import ANY, UNSIGNED, Suite, is_floating, numbers
from oracle.pytorch import gradients


def reference(x, offset=0, axis1=-2, axis2=-1):
    wide = x if x.dtype.kind == "f" else x.astype(np.uint64 if x.dtype.kind == "u" else np.int64)
    return np.trace(wide, offset, axis1, axis2)


suite = Suite(
    "trace", reference, lambda x, **_: x.dtype if is_floating(x.dtype) else "uint64" if x.dtype in UNSIGNED else "int64"
)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t)})
for offset in [-3, -2, 1, 4]:
    suite(f"offset {offset}", x=numbers((2, 3, 4)), offset=offset)
suite("other axes", x=numbers((2, 3, 4)), axis1=0, axis2=2)
suite("longer than a lane", x=numbers((70, 70)))
suite("no rows", x=numbers((2, 0, 3)))
suite.fails("a vector", "index", "axis1", [], x=numbers((3,)))
suite.fails("the same axis twice", "value", "axis2", ["axis {0}"], x=numbers((2, 3)), axis1=0, axis2=0)
gradients(
    suite,
    lambda x, offset: torch.diagonal(x, offset, -2, -1).sum(-1),
    lambda t: {"x": numbers((2, 3, 4), t), "offset": 1},
)
