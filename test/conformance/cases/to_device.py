"""The same elements: only the CPU is there."""

import torch
from oracle import ANY, Suite, array, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("to_device", lambda x, device: x, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "device": "cpu"})
suite("rank 0", x=numbers(()), device="cpu")
suite("empty", x=numbers((0, 3)), device="cpu")
suite.fails(
    "no such device", "device", "device", ["abacus"], x=numbers((2,)), device="abacus", options={"typed": False}
)
view = suite.script("a view of what is there already")
view.let("x", numbers((2, 2)))
view.do(call("add_", x1=call("to_device", x=var("x"), device="cpu"), x2=array([[1, 2], [3, 4]])))
view.expect(var("x"), array(numbers((2, 2)).values + [[1, 2], [3, 4]]))
gradients(suite, lambda x, device: torch.clone(x), lambda t: {"x": numbers((2, 3), t), "device": "cpu"})
