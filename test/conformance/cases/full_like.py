"""numpy.full_like, with astype's conversion of the value."""

import numpy as np
import torch
from oracle import ANY, Suite, array, numbers
from oracle.pytorch import gradients

suite = Suite(
    "full_like",
    lambda x, value, dtype=None: np.full(x.shape, value),
    lambda x, value, dtype=None: dtype or x.dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "value": 1})
suite.each(ANY, lambda t: {"x": numbers((2, 3)), "value": 2 if t != "bool" else 1, "dtype": t}, "as")
suite("null for x's dtype", x=numbers((2,), "int16"), value=3, dtype=None)
suite("rank 0", x=numbers(()), value=0.5)
suite("empty", x=numbers((0, 3)), value=1)
suite("a fraction as an integer", x=array([1, 2], "int8"), value=3.9, expect=array([3, 3], "int8"))
suite.fails(
    "no dtype", "value", "dtype", ["quaternion"], x=numbers((2,)), value=1, dtype="quaternion", options={"typed": False}
)
gradients(suite, torch.full_like, lambda t: {"x": numbers((2, 3), t), "value": 1})
