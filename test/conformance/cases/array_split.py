"""numpy.array_split."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, item, numbers, var
from oracle.pytorch import gradients

suite = Suite(
    "array_split", lambda x, sections, axis=0: np.array_split(x, sections, axis), lambda x, **_: x.dtype, exact=True
)
suite.each(ANY, lambda t: {"x": numbers((5, 2), t), "sections": 3})
suite("divisible", x=numbers((6,)), sections=3)
suite("more parts than elements", x=numbers((2,)), sections=4)
suite("along the second axis", x=numbers((2, 7)), sections=3, axis=1)
suite("along the last axis by a negative number", x=numbers((2, 7)), sections=2, axis=-1)
suite("one part", x=numbers((3,)), sections=1)
suite("empty", x=numbers((0, 2)), sections=2)
suite.fails("no parts", "value", "sections", ["0"], x=numbers((4,)), sections=0)
suite.fails("too many parts", "value", "sections", [], x=numbers((4,)), sections=2**30)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), sections=2, axis=1)
view = suite.script("the parts are views")
view.let("x", array([1, 2, 3]))
view.let("parts", call("array_split", x=var("x"), sections=2))
view.do(call("add_", x1=item(1, var("parts")), x2=10))
view.expect(var("x"), array([1, 2, 13]))
gradients(suite, torch.tensor_split, lambda t: {"x": numbers((2, 5), t), "sections": 3, "axis": 1})
