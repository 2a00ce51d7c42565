"""softplus in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import softplus


def reference(x, beta=1.0, threshold=20.0):
    x = x.astype(np.float64)
    return np.where(x * beta > threshold, x, np.logaddexp(0, x * beta) / beta)


suite = Suite("softplus", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("beta", x=numbers((3, 5)), beta=2.5)
suite("threshold", x=numbers((3, 5)), threshold=0.5)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.fails("beta is not positive", "value", "beta", [], x=numbers((2, 3)), beta=0.0)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, softplus, lambda t: {"x": numbers((2, 3), t), "beta": 2.5, "threshold": 3.0})
