"""hardshrink in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import hardshrink


def reference(x, lambd=0.5):
    x = x.astype(np.float64)
    return np.where((np.abs(x) > lambd) | np.isnan(x), x, 0)


suite = Suite("hardshrink", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("lambd", x=numbers((3, 5)), lambd=1.25)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite("lambd is negative", x=array([[0, -0.5, 2]]), lambd=-1.0)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, hardshrink, lambda t: {"x": numbers((2, 3), t), "lambd": 1.0})
