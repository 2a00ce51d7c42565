"""torch.func.grad_and_value in float64: of a sum of squares, and of the loss of a linear classifier."""

import torch
from oracle import FLOATING, Suite, array, call, field, host, item, numbers, var
from oracle.pytorch import by_torch, tensor
from torch.nn.functional import cross_entropy

suite = Suite("value_and_grad")
x = array([1, -2, 3])


def expect(script, reference, given):
    slopes, value = by_torch(torch.func.grad_and_value(reference))(given)
    script.expect(field("value", var("found")), array(value, given.dtype))
    script.expect(item(0, field("gradients", var("found"))), array(slopes, given.dtype))


square = host(["v"], call("sum", x=call("multiply", x1=var("v"), x2=var("v"))))
one = suite.script("one argument")
one.let("found", call("value_and_grad", fn=square, inputs=[x]))
expect(one, lambda v: (v * v).sum(), x)


def classifier(dtype):
    loss = suite.script(f"the loss of a linear classifier in {dtype}")
    inputs, weight, classes = numbers((3, 4), dtype), numbers((2, 4), dtype, 1), array([0, 1, 1], "int64")
    loss.let("inputs", inputs)
    loss.let("classes", classes.counting("classes"))
    scores = call("linear", x=var("inputs"), weight=var("w"))
    fn = host(["w"], call("cross_entropy", input=scores, target=var("classes")))
    loss.let("found", call("value_and_grad", fn=fn, inputs=[weight]))
    expect(loss, lambda w: cross_entropy(tensor(inputs) @ w.T, tensor(classes)), weight)


for dtype in FLOATING:
    classifier(dtype)
many = suite.script("a function of several values")
many.let("x", x)
many.fails(call("value_and_grad", fn=host(["v"], call("square", x=var("v"))), inputs=[var("x")]), "gradient", "fn")
whole = suite.script("integers")
whole.let("x", array([1, 2], "int32"))
whole.fails(call("value_and_grad", fn=square, inputs=[var("x")]), "dtype", "inputs", ["int32"])
