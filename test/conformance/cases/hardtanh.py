"""hardtanh in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import hardtanh


def reference(x, min_value=-1.0, max_value=1.0):
    x = x.astype(np.float64)
    return np.clip(x, min_value, max_value)


suite = Suite("hardtanh", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("bounds", x=numbers((3, 5)), min_value=-0.5, max_value=2.5)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, hardtanh, lambda t: {"x": numbers((2, 3), t), "min_value": -0.5, "max_value": 1.5})
gradients(suite, hardtanh, lambda t: {"x": array([-1, 1, 0], t)}, "slopes at the bounds")
