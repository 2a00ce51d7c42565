"""numpy.diag."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("diag", lambda x, k=0: np.diag(x, k), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((3,), t)}, "a vector of")
suite.each(ANY, lambda t: {"x": numbers((3, 4), t)}, "a matrix of")
for k in [-4, -1, 2, 5]:
    suite(f"a vector, k = {k}", x=numbers((3,)), k=k)
    suite(f"a matrix, k = {k}", x=numbers((3, 4)), k=k)
suite("not numbers", x=array([np.nan, -np.inf]))
suite("an empty vector", x=numbers((0,)))
suite("an empty vector beside the diagonal", x=numbers((0,)), k=2)
suite("an empty matrix", x=numbers((0, 3)))
suite.fails("a number", "shape", "x", ["[]"], x=numbers(()))
suite.fails("three axes", "shape", "x", ["[1, 1, 1]"], x=numbers((1, 1, 1)))
suite.fails("more than there is memory for", "out_of_memory", None, [], x=numbers((3,)), k=2**31)
suite.fails("more than can be counted", "out_of_memory", None, [], x=numbers((3,)), k=2**52)
new = suite.script("a new tensor")
new.let("x", array([[1, 2], [3, 4]]))
new.do(call("add_", x1=call("diag", x=var("x")), x2=10))
new.expect(var("x"), array([[1, 2], [3, 4]]))
gradients(suite, torch.diag, lambda t: {"x": numbers((3,), t), "k": -1}, "gradient, a vector,")
gradients(suite, torch.diag, lambda t: {"x": numbers((3, 4), t), "k": 1}, "gradient, a matrix,")
