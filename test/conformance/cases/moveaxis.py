"""numpy.moveaxis."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("moveaxis", lambda x, source, destination: np.moveaxis(x, source, destination), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "source": 0, "destination": 1})
suite("to the end", x=numbers((2, 3, 4)), source=0, destination=-1)
suite("to the front", x=numbers((2, 3, 4)), source=-1, destination=0)
suite("by one", x=numbers((2, 3, 4)), source=1, destination=2)
suite("to where it is", x=numbers((2, 3, 4)), source=1, destination=1)
suite("two axes", x=numbers((2, 3, 4)), source=[0, 1], destination=[2, 0])
suite("two axes the other way round", x=numbers((2, 3, 4)), source=[1, 0], destination=[0, 2])
suite("all axes", x=numbers((2, 3, 4)), source=[2, 0, 1], destination=[0, -1, 1])
suite("no axes", x=numbers((2, 3)), source=[], destination=[])
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), source=3, destination=6)
suite("empty", x=numbers((0, 3)), source=0, destination=1)
suite.fails("no such axis", "index", "source", ["axis {2}"], x=numbers((2, 3)), source=2, destination=0)
suite.fails("no such place", "index", "destination", ["axis {2}"], x=numbers((2, 3)), source=0, destination=2)
suite.fails(
    "an axis named twice", "value", "source", ["axis {1}"], x=numbers((2, 3)), source=[1, -1], destination=[0, 1]
)
suite.fails("a place for each", "value", "destination", ["1", "2"], x=numbers((2, 3)), source=[0, 1], destination=[1])
view = suite.script("a view")
view.let("x", numbers((2, 3)))
view.do(call("add_", x1=call("moveaxis", x=var("x"), source=0, destination=1), x2=array([1, 2])))
view.expect(var("x"), array(numbers((2, 3)).values + [[1], [2]]))
gradients(suite, torch.moveaxis, lambda t: {"x": numbers((2, 3, 4), t), "source": 0, "destination": 2})
gradients(
    suite,
    torch.moveaxis,
    lambda t: {"x": numbers((2, 3, 4), t), "source": [2, 0], "destination": [0, 1]},
    "gradient of two axes",
)
