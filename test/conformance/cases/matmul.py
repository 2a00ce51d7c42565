"""numpy.matmul in float64 or in the promoted integer type."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("matmul", lambda x1, x2: np.matmul(x1, x2))
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3, 4), t, 1)})
suite("a row and a column", x1=numbers((3,)), x2=numbers((3,), "float32", 1))
suite("a row", x1=numbers((3,)), x2=numbers((3, 2), "float32", 1))
suite("a column", x1=numbers((2, 3)), x2=numbers((3,), "float32", 1))
suite("stacks that broadcast", x1=numbers((2, 1, 2, 3)), x2=numbers((4, 3, 2), "float32", 1))
suite("a stack and a column", x1=numbers((2, 2, 3)), x2=numbers((3,), "float32", 1))
suite("promoted", x1=numbers((2, 3), "int32"), x2=numbers((3, 2), "float64", 1))
suite("larger than a tile", x1=numbers((17, 19)), x2=numbers((19, 13), "float32", 1))
suite("an inner axis of nothing", x1=numbers((2, 0)), x2=numbers((0, 3)))
suite("no rows", x1=numbers((0, 3)), x2=numbers((3, 2)))
suite.fails("inner sizes", "shape", "x2", ["3", "2"], x1=numbers((2, 3)), x2=numbers((2, 3)))
suite.fails("no axis", "shape", "x1", ["[]"], x1=numbers(()), x2=numbers((2, 3)))
suite.fails("stacks that do not broadcast", "shape", "x2", ["[2", "[3"], x1=numbers((2, 1, 3)), x2=numbers((3, 3, 1)))
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2, 2), t), "x2": numbers((2, 2), t)}, "x1")
gradients(suite, torch.matmul, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3, 4), t, 1)})
stacks, column = "gradient, stacks that broadcast,", "gradient, a stack and a column,"
gradients(suite, torch.matmul, lambda t: {"x1": numbers((2, 1, 2, 3), t), "x2": numbers((4, 3, 2), t, 1)}, stacks)
gradients(suite, torch.matmul, lambda t: {"x1": numbers((2, 2, 3), t), "x2": numbers((3,), t, 1)}, column)
