"""numpy.allclose in float64."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients


def near(x1, x2, **options):
    return np.allclose(np.asarray(x1, np.float64), np.asarray(x2, np.float64), **options)


suite = Suite("allclose", near, "bool", exact=True)
a, b = array([1, 2, 3, 0]), array([1, 2.000001, 3.1, 1e-9])
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t)})
suite("not near", x1=a, x2=b)
suite("a wide relative tolerance", x1=a, x2=b, rtol=0.1)
suite("a wide absolute tolerance", x1=a, x2=b, atol=0.2)
suite("nan", x1=array([1, np.nan]), x2=array([1, np.nan]))
suite("equal nan", x1=array([1, np.nan]), x2=array([1, np.nan]), equal_nan=True)
suite("infinities", x1=array([np.inf, -np.inf]), x2=array([np.inf, -np.inf]))
suite("broadcasting and a number", x1=numbers((2, 3), "int32"), x2=-9)
suite("rank 0", x1=numbers(()), x2=numbers(()))
suite("empty", x1=numbers((0, 3)), x2=1)
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails("a negative tolerance", "value", "rtol", ["-1"], x1=a, x2=b, rtol=-1.0)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(
    suite,
    lambda x1, x2: torch.isclose(x1, x2).all(),
    lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3,), t, 1)},
)
