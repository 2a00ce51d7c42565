"""The value and the derivative of Σ x², and of a cross-entropy by finite differences of the oracle."""

import numpy as np
from oracle import Suite, array, call, field, host, item, numbers, var
from scipy.special import log_softmax, softmax

suite = Suite("value_and_grad")
x = array([1, -2, 3])
square = host(["v"], call("sum", x=call("multiply", x1=var("v"), x2=var("v"))))
one = suite.script("one argument")
one.let("found", call("value_and_grad", fn=square, inputs=[x]))
one.expect(field("value", var("found")), array(14))
one.expect(item(0, field("gradients", var("found"))), array([2, -4, 6]))
loss = suite.script("the loss of a linear classifier")
inputs, weight, classes = numbers((3, 4)), numbers((2, 4), "float32", 1), array([0, 1, 1], "int64").counting("classes")
scores = inputs.values @ weight.values.T
probability = softmax(scores, 1)
onehot = np.eye(2)[classes.values]
loss.let("inputs", inputs)
loss.let("classes", classes)
loss.let(
    "found",
    call(
        "value_and_grad",
        fn=host(
            ["w"], call("cross_entropy", input=call("linear", x=var("inputs"), weight=var("w")), target=var("classes"))
        ),
        inputs=[weight],
    ),
)
loss.expect(field("value", var("found")), array(-(log_softmax(scores, 1) * onehot).sum(1).mean()))
loss.expect(item(0, field("gradients", var("found"))), array((probability - onehot).T @ inputs.values / 3))
many = suite.script("a function of several values")
many.let("x", x)
many.fails(call("value_and_grad", fn=host(["v"], call("square", x=var("v"))), inputs=[var("x")]), "gradient", "fn")
whole = suite.script("integers")
whole.let("x", array([1, 2], "int32"))
whole.fails(call("value_and_grad", fn=square, inputs=[var("x")]), "dtype", "inputs", ["int32"])
