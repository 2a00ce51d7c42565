"""numpy.matrix_transpose."""

import numpy as np
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("matrix_transpose", lambda x: np.matrix_transpose(x), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("a stack", x=numbers((4, 2, 3)))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)))
suite("empty", x=numbers((0, 3)))
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
view = suite.script("a view")
view.let("x", numbers((2, 3)))
view.do(call("add_", x1=call("matrix_transpose", x=var("x")), x2=array([1, 2])))
view.expect(var("x"), array(numbers((2, 3)).values + [[1], [2]]))
gradients(suite, lambda x: x.mT, lambda t: {"x": numbers((2, 3, 4), t)})
