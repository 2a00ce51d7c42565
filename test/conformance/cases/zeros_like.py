"""numpy.zeros_like."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("zeros_like", lambda x, dtype=None: np.zeros(x.shape), lambda x, dtype=None: dtype or x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite.each(ANY, lambda t: {"x": numbers((2, 3)), "dtype": t}, "as")
suite("null for x's dtype", x=numbers((2,), "int16"), dtype=None)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 3)))
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)))
suite.fails("no dtype", "value", "dtype", ["quaternion"], x=numbers((2,)), dtype="quaternion", options={"typed": False})
gradients(suite, torch.zeros_like, lambda t: {"x": numbers((2, 3), t)})
