"""numpy.clip: NaN stays, and as a bound it wins; if min is above max the result is max."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, dtype_of, extremes, numbers
from oracle.pytorch import gradients


def reference(x, min=None, max=None):
    return x if min is None and max is None else np.clip(x, min, max)


suite = Suite("clip", reference, lambda x, min=None, max=None: dtype_of(x, min, max), exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t), "min": 1, "max": 5})
suite("min alone", x=numbers((2, 3)), min=0.5)
suite("max alone", x=numbers((2, 3)), max=0.5)
suite("no bounds", x=numbers((2, 3)))
suite("tensors", x=numbers((2, 3)), min=array([-1, 0, 1]), max=array([[0.0], [1.0]]))
suite("a tensor and a number", x=numbers((2, 3)), min=array([-1, 0, 1]), max=1)
suite("min above max", x=numbers((2, 3)), min=1, max=-1)
suite("fractions and integers", x=numbers((2, 3), "int32"), min=-2.5, max=2.5)
suite("not numbers", x=extremes("float32"), min=-1, max=1)
suite("a bound that is not a number", x=numbers((2, 3)), min=float("nan"), max=1)
suite(
    "bounds some of which are not numbers", x=numbers((2, 3)), min=array([-1, np.nan, 1]), max=array([[np.nan], [1.0]])
)
suite("rank 0", x=numbers(()), max=0)
suite("empty", x=numbers((0, 3)), min=0)
suite.fails("shapes", "shape", "max", ["[2]"], x=numbers((2, 3)), max=numbers((2,)))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(
    suite,
    torch.clamp,
    lambda t: {"x": numbers((2, 3), t), "min": array([-1, 0, 1], t), "max": array([[1.25], [1.5]], t)},
)
gradients(suite, torch.clamp, lambda t: {"x": array([0, 1, 0.5], t), "min": 0, "max": 1}, "slopes at the bounds")
