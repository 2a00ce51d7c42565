"""numpy.diagonal."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite(
    "diagonal",
    lambda x, offset=0, axis1=-2, axis2=-1: np.diagonal(x, offset, axis1, axis2),
    lambda x, **_: x.dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t)})
for offset in [-4, -3, -2, 1, 3, 4, 9]:
    suite(f"offset {offset}", x=numbers((2, 3, 4)), offset=offset)
suite("a tall matrix", x=numbers((4, 2)), offset=-1)
suite("other axes", x=numbers((2, 3, 4)), axis1=0, axis2=2)
suite("the axes exchanged", x=numbers((2, 3, 4)), offset=1, axis1=2, axis2=0)
suite("axes by negative numbers", x=numbers((2, 3, 4)), axis1=-3, axis2=-2)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis1=1, axis2=3)
suite("no rows", x=numbers((2, 0, 3)))
suite("far away", x=numbers((2, 3)), offset=2**53, expect=numbers((0,)))
suite("far away below", x=numbers((2, 3)), offset=-(2**53), expect=numbers((0,)))
suite.fails("a vector", "index", "axis1", [], x=numbers((3,)))
suite.fails("no such axis", "index", "axis2", ["axis {2}"], x=numbers((2, 3)), axis1=0, axis2=2)
suite.fails("the same axis twice", "value", "axis2", ["axis {1}"], x=numbers((2, 3)), axis1=1, axis2=1)
view = suite.script("a view")
view.let("x", array([[1, 2, 3], [4, 5, 6]]))
view.do(call("add_", x1=call("diagonal", x=var("x"), offset=1), x2=10))
view.expect(var("x"), array([[1, 12, 3], [4, 5, 16]]))
for offset in [0, 2, -1, 7]:
    gradients(
        suite,
        lambda x, offset: torch.diagonal(x, offset, -2, -1),
        lambda t, offset=offset: {"x": numbers((2, 3, 4), t), "offset": offset},
        f"gradient, offset {offset},",
    )
gradients(
    suite,
    lambda x, axis1, axis2: torch.diagonal(x, 0, axis1, axis2),
    lambda t: {"x": numbers((2, 3, 4), t), "axis1": 2, "axis2": 0},
    "gradient, other axes,",
)
