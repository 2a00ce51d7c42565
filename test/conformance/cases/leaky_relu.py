"""leaky_relu in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import leaky_relu


def reference(x, negative_slope=0.01):
    x = x.astype(np.float64)
    return np.where(x > 0, x, x * negative_slope)


suite = Suite("leaky_relu", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("slope", x=numbers((3, 5)), negative_slope=0.25)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, leaky_relu, lambda t: {"x": numbers((2, 3), t), "negative_slope": 0.25})
