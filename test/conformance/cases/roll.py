"""numpy.roll."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("roll", lambda x, shift, axis=None: np.roll(x, shift, axis), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "shift": 1, "axis": 1})
suite("the whole tensor", x=numbers((2, 3)), shift=2)
suite("null for the whole tensor", x=numbers((2, 3)), shift=-1, axis=None)
suite("backwards", x=numbers((4, 2)), shift=-1, axis=0)
suite("more than once around", x=numbers((4, 2)), shift=9, axis=0)
suite("more than once around, backwards", x=numbers((4, 2)), shift=-7, axis=0)
suite("all the way around", x=numbers((4, 2)), shift=4, axis=0)
suite("last axis by a negative number", x=numbers((2, 3)), shift=1, axis=-1)
suite("not at all", x=numbers((2, 3)), shift=0)
suite("rank 0", x=numbers(()), shift=3)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), shift=1, axis=3)
suite("empty", x=numbers((0, 3)), shift=1, axis=0)
suite("two axes", x=numbers((2, 3)), shift=[1, -1], axis=[0, 1])
suite("two axes the other way round", x=numbers((2, 3)), shift=[1, -1], axis=[1, 0])
suite("two axes by one shift", x=numbers((2, 3)), shift=1, axis=[0, -1])
suite("no axes", x=numbers((2, 3)), shift=1, axis=[])
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), shift=1, axis=2)
suite.fails("a shift for each", "value", "shift", ["3", "2"], x=numbers((2, 3)), shift=[1, 2, 3], axis=[0, 1])
suite.fails("an axis named twice", "value", "axis", ["axis {1}"], x=numbers((2, 3)), shift=[1, 2], axis=[1, -1])


def rolled(x, shift, *axis):  # no axes are all of them in PyTorch, none in NumPy
    return x.clone() if axis and axis[0] in ([], ()) else torch.roll(x, shift, *axis)


gradients(suite, rolled, lambda t: {"x": numbers((2, 3), t), "shift": 2, "axis": 1})
gradients(suite, rolled, lambda t: {"x": numbers((2, 3), t), "shift": 2}, "gradient of the whole tensor")
gradients(suite, rolled, lambda t: {"x": numbers((2, 3), t), "shift": [1, 2], "axis": [1, 0]}, "gradient of two axes")
