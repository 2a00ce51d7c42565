"""numpy.tril."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("tril", lambda x, k=0: np.tril(x, k), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 3), t)})
suite("above", x=numbers((3, 4)), k=1)
suite("below", x=numbers((4, 3)), k=-1)
suite("beyond the corners", x=numbers((2, 3)), k=5)
suite("beyond the other corners", x=numbers((2, 3)), k=-5)
suite("a stack", x=numbers((2, 3, 3)), k=0)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 2, 2)))
suite("empty", x=numbers((0, 3)))
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
gradients(suite, torch.tril, lambda t: {"x": numbers((2, 3, 4), t), "k": 1})
