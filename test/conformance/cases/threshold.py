"""threshold in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import threshold


def reference(x, threshold, value):
    x = x.astype(np.float64)
    return np.where(x <= threshold, value, x)


suite = Suite("threshold", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t), "threshold": 0.5, "value": 2.0})
suite("negative threshold", x=numbers((3, 5)), threshold=-1.0, value=7.0)
suite("rank 0", x=numbers(()), threshold=0.5, value=2.0)
suite("empty", x=numbers((2, 0)), threshold=0.5, value=2.0)
suite("longer than a vector", x=numbers((5, 13)), threshold=0.5, value=2.0)
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype), threshold=0.5, value=2.0)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t), "threshold": 0.5, "value": 2.0}, "x")
gradients(suite, threshold, lambda t: {"x": numbers((2, 3), t), "threshold": 0.5, "value": 2.0})
