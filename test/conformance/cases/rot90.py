"""numpy.rot90."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("rot90", lambda x, k=1, axis1=0, axis2=1: np.rot90(x, k, (axis1, axis2)), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
for k in [-5, -2, -1, 0, 2, 3, 4, 2**53]:
    suite(f"k = {k}", x=numbers((2, 3)), k=k)
suite("other axes", x=numbers((2, 3, 4)), axis1=1, axis2=2)
suite("the axes exchanged", x=numbers((2, 3, 4)), axis1=2, axis2=0)
suite("axes by negative numbers", x=numbers((2, 3, 4)), k=3, axis1=-1, axis2=-3)
suite("empty", x=numbers((0, 3)))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis1=3, axis2=7)
suite.fails("a vector", "index", "axis2", ["axis {1}"], x=numbers((3,)))
suite.fails("no such axis", "index", "axis1", ["axis {2}"], x=numbers((2, 3)), axis1=2)
suite.fails("the same axis twice", "value", "axis2", ["axis {1}"], x=numbers((2, 3)), axis1=1, axis2=1)
view = suite.script("a view")
view.let("x", array([[1, 2], [3, 4]]))
view.do(call("add_", x1=call("rot90", x=var("x")), x2=array([[10, 20], [30, 40]])))
view.expect(var("x"), array([[31, 12], [43, 24]]))
gradients(
    suite,
    lambda x, k, axis1, axis2: torch.rot90(x, k, (axis1, axis2)),
    lambda t: {"x": numbers((2, 3, 2), t), "k": 3, "axis1": 1, "axis2": 2},
)
