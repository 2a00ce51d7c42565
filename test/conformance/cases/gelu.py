"""gelu in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from scipy.special import erf


def reference(x, approximate="none"):
    x = x.astype(np.float64)
    return (
        0.5
        * x
        * (1 + (erf(x / np.sqrt(2)) if approximate == "none" else np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))))
    )


suite = Suite("gelu", reference, lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
suite("by the hyperbolic tangent", x=numbers((3, 5)), approximate="tanh")
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((2, 0)))
suite("longer than a vector", x=numbers((5, 13)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
