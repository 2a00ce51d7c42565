"""The elements, or a value broadcast to x's shape and converted to its dtype."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, get, numbers, put, var
from oracle.pytorch import gradients

suite = Suite(
    "copy",
    lambda x, value=None: x.copy() if value is None else np.broadcast_to(value, x.shape),
    lambda x, value=None: x.dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("another value", x=numbers((2, 3)), value=numbers((3,), "float32", 1))
suite("a number", x=numbers((2, 3)), value=2.5)
suite("a value of another dtype", x=numbers((2, 3), "float32"), value=numbers((2, 3), "int32", 1))
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 3)))
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)))
suite.fails("a shape that does not broadcast", "shape", "value", ["[2]"], x=numbers((2, 3)), value=numbers((2,)))
written = lambda x, value: torch.clone(x).copy_(value)
gradients(suite, torch.clone, lambda t: {"x": numbers((2, 3), t)})
gradients(suite, written, lambda t: {"x": numbers((2, 3), t), "value": numbers((3,), t, 1)}, "gradient, another value")
own = suite.script("shares no memory")
own.let("x", array([1, 2, 3]))
own.let("y", call("copy", x=var("x")))
own.do(call("add_", x1=var("y"), x2=1))
own.expect(var("x"), array([1, 2, 3]))
own.expect(var("y"), array([2, 3, 4]))

overwrite = Suite(
    "copy_",
    lambda x, value=None: x if value is None else np.broadcast_to(value, x.shape),
    lambda x, value=None: x.dtype,
    exact=True,
)
overwrite("by itself", x=numbers((2, 3)))
overwrite.each(ANY, lambda t: {"x": numbers((2, 3), t), "value": numbers((3,), t, 1)})
overwrite("a number", x=numbers((2, 3)), value=7)
overwrite("a value of another dtype", x=numbers((2, 3), "int16"), value=array([[1.0], [2.0]]))
overwrite.fails("a shape that does not broadcast", "shape", "value", ["[2]"], x=numbers((2, 3)), value=numbers((2,)))
view = overwrite.script("a view of x sees it")
view.let("x", numbers((2, 3)))
view.let("row", call("reshape", x=var("x"), shape=[6]))
view.do(call("copy_", x=var("row"), value=0))
view.expect(var("x"), array(np.zeros((2, 3))))
leaf = overwrite.script("a leaf that wants a gradient")
leaf.let("x", numbers((3,)))
leaf.do(put("Tensor.requires_grad", var("x"), True))
leaf.expect(get("Tensor.requires_grad", var("x")), True)
leaf.fails(call("copy_", x=var("x"), value=1), "gradient")
gradients(overwrite, written, lambda t: {"x": numbers((2, 3), t), "value": numbers((3,), t, 1)})
