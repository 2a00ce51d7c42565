"""elu in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import floating
from oracle.pytorch import gradients
from torch.nn.functional import elu


def reference(x, alpha=1.0):
    x = x.astype(np.float64)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


suite = Suite("elu", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("alpha", x=numbers((3, 5)), alpha=0.5)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, elu, lambda t: {"x": numbers((2, 3), t), "alpha": 0.5})


def from_below(x):
    """At 0 the slopes, the second too, are those on the left."""
    return torch.where(x > 0, x, torch.expm1(torch.where(x > 0, 0, x)))


gradients(suite, from_below, lambda t: {"x": array([0, -0.0, 1], t)}, "slope at 0")
