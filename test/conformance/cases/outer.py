"""numpy.outer; integers wrap."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("outer", lambda x1, x2: np.multiply.outer(x1, x2))
suite.each(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((3,), t, 1)})
suite("promoted", x1=numbers((2,), "int32"), x2=numbers((3,), "float16", 1))
suite("longer than a vector", x1=numbers((3,)), x2=numbers((77,), "float32", 1))
suite("empty", x1=numbers((0,)), x2=numbers((3,)))
suite.fails("a matrix", "shape", "x1", ["[2, 3]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails("no axis", "shape", "x2", ["[]"], x1=numbers((2,)), x2=numbers(()))
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(suite, torch.outer, lambda t: {"x1": numbers((2,), t), "x2": numbers((3,), t, 1)})
