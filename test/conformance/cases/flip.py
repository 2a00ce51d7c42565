"""numpy.flip."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite(
    "flip",
    lambda x, axis=None: np.flip(x, tuple(axis) if isinstance(axis, list) else axis),
    lambda x, **_: x.dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "axis": 1})
suite("all axes", x=numbers((2, 3, 4)))
suite("null for all axes", x=numbers((2, 3)), axis=None)
suite("axes", x=numbers((2, 3, 4)), axis=[0, 2])
suite("last axis by a negative number", x=numbers((2, 3)), axis=-1)
suite("no axis", x=numbers((2, 3)), axis=[])
suite("rank 0", x=numbers(()))
suite("rank 32", x=numbers((1, 2) * 4 + (1,) * 22 + (3, 2)))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)))
suite("empty", x=numbers((0, 3)), axis=0)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), axis=2)
suite.fails("an axis twice", "value", "axis", ["axis {1}"], x=numbers((2, 3)), axis=[1, 1])
view = suite.script("a view")
view.let("x", numbers((2, 3)))
view.do(call("add_", x1=call("flip", x=var("x"), axis=1), x2=array([1, 2, 3])))
view.expect(var("x"), array(numbers((2, 3)).values + [3, 2, 1]))
gradients(suite, torch.flip, lambda t: {"x": numbers((2, 3, 4), t), "axis": [0, 2]})
