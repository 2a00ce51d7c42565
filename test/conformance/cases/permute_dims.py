"""numpy.transpose."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("permute_dims", lambda x, axes: np.transpose(x, axes), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "axes": [1, 0]})
suite("three axes", x=numbers((2, 3, 4)), axes=[2, 0, 1])
suite("as it is", x=numbers((2, 3)), axes=[0, 1])
suite("negative numbers", x=numbers((2, 3, 4)), axes=[-1, 0, 1])
suite("rank 0", x=numbers(()), axes=[])
suite("rank 32", x=numbers((1, 2) * 4 + (1,) * 22 + (3, 2)), axes=list(reversed(range(32))))
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), axes=[7, 6, 5, 4, 3, 2, 1, 0])
suite("empty", x=numbers((0, 3)), axes=[1, 0])
suite.fails("an axis twice", "value", "axes", ["2"], x=numbers((2, 3)), axes=[1, 1])
suite.fails("no such axis", "index", "axes", ["axis {2}"], x=numbers((2, 3)), axes=[0, 2])
suite.fails("too few axes", "value", "axes", ["2"], x=numbers((2, 3)), axes=[0])
view = suite.script("a view")
view.let("x", numbers((2, 3)))
view.do(call("add_", x1=call("permute_dims", x=var("x"), axes=[1, 0]), x2=array([1, 2])))
view.expect(var("x"), array(numbers((2, 3)).values + [[1], [2]]))
gradients(suite, torch.permute, lambda t: {"x": numbers((2, 3, 4), t), "axes": [2, 0, 1]})
