"""numpy.reshape in row-major order."""

import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("reshape", lambda x, shape, copy=None: x.reshape(shape), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "shape": [3, 2]})
suite("one size follows", x=numbers((2, 3, 4)), shape=[4, -1])
suite("flat", x=numbers((2, 3)), shape=[-1])
suite("one axis by a number", x=numbers((2, 3)), shape=6)
suite("to rank 0", x=numbers((1, 1)), shape=[])
suite("to the most axes", x=numbers((2, 3)), shape=[1] * 15 + [2, 1, 3] + [1] * 14)
suite("to rank 8", x=numbers((2, 3)), shape=[1, 1, 2, 1, 1, 3, 1, 1])
suite("empty", x=numbers((0, 3)), shape=[3, 0, 2])
suite.fails("another number of elements", "shape", "shape", ["[2, 3]", "[4, 2]"], x=numbers((2, 3)), shape=[4, 2])
suite.fails("two sizes that follow", "shape", "shape", ["-1"], x=numbers((2, 3)), shape=[-1, -1])
view = suite.script("a view of row-major elements")
view.let("x", numbers((2, 2)))
view.do(call("add_", x1=call("reshape", x=var("x"), shape=[4]), x2=array([1, 2, 3, 4])))
view.expect(var("x"), array(numbers((2, 2)).values + [[1, 2], [3, 4]]))
suite("a copy", x=numbers((2, 3)), shape=[3, 2], copy=True)
suite("null for what comes", x=numbers((2, 3)), shape=[3, 2], copy=None)
copied = suite.script("a copy is no view")
copied.let("x", numbers((2, 2)))
copied.do(call("add_", x1=call("reshape", x=var("x"), shape=[4], copy=True), x2=array([1, 2, 3, 4])))
copied.expect(var("x"), numbers((2, 2)))
only = suite.script("a view or nothing")
only.let("x", numbers((2, 3)))
only.expect(call("reshape", x=var("x"), shape=[6], copy=False), numbers((6,)))
only.let("turned", call("matrix_transpose", x=var("x")))
only.fails(call("reshape", x=var("turned"), shape=[6], copy=False), "value", "copy")
gradients(suite, torch.reshape, lambda t: {"x": numbers((2, 3), t), "shape": [3, 2]})
