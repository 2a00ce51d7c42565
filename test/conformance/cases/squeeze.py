"""numpy.squeeze."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("squeeze", lambda x, axis: np.squeeze(x, tuple(axis) if isinstance(axis, list) else axis), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 1, 3), t), "axis": 1})
suite("two axes", x=numbers((1, 2, 1)), axis=[0, 2])
suite("the last axis by a negative number", x=numbers((2, 1)), axis=-1)
suite("to rank 0", x=numbers((1,)), axis=0)
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)), axis=[0, 2, 3])
suite("empty", x=numbers((0, 1)), axis=1)
suite.fails("an axis of another size", "shape", "axis", ["axis {1}", "3"], x=numbers((1, 3)), axis=1)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 1)), axis=2)
gradients(suite, lambda x, axis: torch.squeeze(x, tuple(axis)), lambda t: {"x": numbers((1, 2, 1), t), "axis": [0, 2]})
