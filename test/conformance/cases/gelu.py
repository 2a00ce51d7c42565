"""gelu by torch.erf or numpy.tanh, in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import floating
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import gelu

erf = by_torch(torch.erf)


def reference(x, approximate="none"):
    x = x.astype(np.float64)
    inner = erf(x / np.sqrt(2)) if approximate == "none" else np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))
    return 0.5 * x * (1 + inner)


suite = Suite("gelu", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("by the hyperbolic tangent", x=numbers((3, 5)), approximate="tanh")
suite("by the error function", x=numbers((3, 5)), approximate="none")
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, lambda x: gelu(x), lambda t: {"x": numbers((2, 3), t)})
gradients(
    suite,
    lambda x, kind: gelu(x, approximate=kind),
    lambda t: {"x": numbers((2, 3), t), "approximate": "tanh"},
    "gradient, by the hyperbolic tangent,",
)
