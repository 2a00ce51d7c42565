"""numpy.reshape."""

import numpy as np
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("reshape_as", lambda x, other: np.reshape(x, other.shape), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t), "other": numbers((2, 6), t)})
suite("another dtype", x=numbers((6,)), other=numbers((2, 3), "bool"))
suite("the same shape", x=numbers((2, 3)), other=numbers((2, 3)))
suite("to rank 0", x=numbers((1, 1)), other=numbers(()))
suite("empty", x=numbers((0, 3)), other=numbers((2, 0)))
suite("rank 8", x=numbers((4, 2, 2)), other=numbers((1, 2, 1, 2, 2, 1, 1, 2)))
suite.fails("another number of elements", "shape", "other", ["[2, 3]", "4"], x=numbers((4,)), other=numbers((2, 3)))
view = suite.script("a view")
view.let("x", array([1, 2, 3, 4]))
view.do(call("add_", x1=call("reshape_as", x=var("x"), other=numbers((2, 2))), x2=array([10, 20])))
view.expect(var("x"), array([11, 22, 13, 24]))
gradients(
    suite,
    lambda x, other: x.reshape_as(other) + 0 * other,
    lambda t: {"x": numbers((3, 4), t), "other": numbers((2, 6), t)},
)
