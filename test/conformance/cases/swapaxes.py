"""numpy.swapaxes."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("swapaxes", lambda x, axis1, axis2: np.swapaxes(x, axis1, axis2), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "axis1": 0, "axis2": 1})
suite("first and last", x=numbers((2, 3, 4)), axis1=0, axis2=-1)
suite("the other way round", x=numbers((2, 3, 4)), axis1=2, axis2=1)
suite("an axis with itself", x=numbers((2, 3, 4)), axis1=1, axis2=1)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axis1=3, axis2=6)
suite("empty", x=numbers((0, 3)), axis1=0, axis2=1)
suite.fails("no such axis", "index", "axis2", ["axis {2}"], x=numbers((2, 3)), axis1=0, axis2=2)
view = suite.script("a view")
view.let("x", numbers((2, 3)))
view.do(call("add_", x1=call("swapaxes", x=var("x"), axis1=0, axis2=1), x2=array([1, 2])))
view.expect(var("x"), array(numbers((2, 3)).values + [[1], [2]]))
gradients(suite, torch.swapaxes, lambda t: {"x": numbers((2, 3, 4), t), "axis1": 0, "axis2": 2})
