"""numpy.unstack."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, item, numbers, var
from oracle.pytorch import gradients

suite = Suite("unstack", lambda x, axis=0: list(np.unstack(x, axis=axis)), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("along the second axis", x=numbers((2, 3)), axis=1)
suite("along the last axis by a negative number", x=numbers((2, 1, 3)), axis=-1)
suite("a vector", x=numbers((3,)))
suite("parts without elements", x=numbers((2, 0)))
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), axis=1)
suite.fails("no axis at all", "index", "axis", [], x=numbers(()))
view = suite.script("the parts are views")
view.let("x", array([[1, 2], [3, 4]]))
view.let("parts", call("unstack", x=var("x"), axis=1))
view.do(call("add_", x1=item(1, var("parts")), x2=10))
view.expect(var("x"), array([[1, 12], [3, 14]]))
gradients(suite, torch.unbind, lambda t: {"x": numbers((2, 3), t), "axis": 1})
