"""numpy.isclose in float64."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients


def near(x1, x2, **options):
    return np.isclose(np.asarray(x1, np.float64), np.asarray(x2, np.float64), **options)


suite = Suite("isclose", near, "bool", exact=True)
a, b = array([1, 2, 3, 0]), array([1, 2.000001, 3.1, 1e-9])
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 1), t)})
suite("near", x1=a, x2=b)
suite("a wide relative tolerance", x1=a, x2=b, rtol=0.1)
suite("a wide absolute tolerance", x1=a, x2=b, atol=0.2)
suite("no tolerance", x1=a, x2=b, rtol=0, atol=0)
odd = extremes("float64").values
suite("not numbers", x1=array(np.repeat(odd, 6), "float64"), x2=array(np.tile(odd, 6), "float64"))
suite("equal nan", x1=array(np.repeat(odd, 6)), x2=array(np.tile(odd, 6)), equal_nan=True)
suite("all is allowed but infinities", x1=array([1, np.inf, 2]), x2=array([2, 3, np.inf]), atol=float("inf"))
suite("a number", x1=numbers((2, 3), "int32"), x2=-9.0)
suite("a number first", x1=3, x2=array([3, 4]))
suite("broadcasting", x1=numbers((3, 1)), x2=numbers((2, 1, 4)))
suite("rank 0", x1=numbers(()), x2=numbers(()))
suite("empty", x1=numbers((0, 3)), x2=1)
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails("a negative tolerance", "value", "rtol", ["-1"], x1=a, x2=b, rtol=-1.0)
suite.fails("a negative absolute tolerance", "value", "atol", ["-1"], x1=a, x2=b, atol=-1.0)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(suite, torch.isclose, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3,), t, 1)})
