"""numpy.split by equal parts or by sizes."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, item, numbers, var
from oracle.pytorch import gradients


def reference(x, sections=None, sizes=None, axis=0):
    return np.split(x, sections if sizes is None else np.cumsum(sizes)[:-1], axis)


suite = Suite("split", reference, lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((4, 2), t), "sections": 2})
suite("sizes", x=numbers((5, 2)), sizes=[1, 3, 1])
suite("a size of nothing", x=numbers((2, 2)), sizes=[0, 2])
suite("along the second axis", x=numbers((2, 4)), sections=2, axis=1)
suite("along the last axis by a negative number", x=numbers((2, 3)), sizes=[1, 2], axis=-1)
suite("one part", x=numbers((3,)), sections=1)
suite("nulls", x=numbers((4,)), sections=None, sizes=[2, 2])
suite.fails("not divisible", "value", "sections", ["3"], x=numbers((4,)), sections=3)
suite.fails("neither", "value", "sections", [], x=numbers((4,)))
suite.fails("both", "value", "sections", [], x=numbers((4,)), sections=2, sizes=[2, 2])
suite.fails("another sum", "value", "sizes", ["4"], x=numbers((4,)), sizes=[1, 2])
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), sections=2, axis=1)
view = suite.script("the parts are views")
view.let("x", array([1, 2, 3, 4]))
view.let("parts", call("split", x=var("x"), sections=2))
view.do(call("add_", x1=item(1, var("parts")), x2=10))
view.expect(var("x"), array([1, 2, 13, 14]))
gradients(suite, torch.split, lambda t: {"x": numbers((2, 5), t), "sizes": [1, 3, 1], "axis": 1})
