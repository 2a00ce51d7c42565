"""The rule of torch.optim.SGD, by hand in float64."""

import numpy as np
from oracle import Suite, array, call, new, put, var

suite = Suite("SGD")


def rule(p, steps, lr=0.001, momentum=0.0, weight_decay=0.0, nesterov=False):
    """On the sum of squares, whose gradient is 2 p."""
    velocity = np.zeros_like(p)
    for _ in range(steps):
        g = 2 * p + weight_decay * p
        velocity = momentum * velocity + g
        p = p - lr * (g + momentum * velocity if nesterov else velocity)
    return p


def case(name, **given):
    start = array([1, -2, 3])
    script = suite.script(name)
    script.let("p", start)
    script.do(put("Tensor.requires_grad", var("p"), True))
    script.let("rule", new("SGD", parameters=[var("p")], **given))
    for _ in range(3):
        script.do(call("Optimizer.zero_grad", self_=var("rule")))
        script.do(call("backward", x=call("sum", x=call("square", x=var("p")))))
        script.do(call("Optimizer.step", self_=var("rule")))
    script.expect(var("p"), array(rule(start.values, 3, **given)))


case("the learning rate of the schema")
case("a learning rate", lr=0.1)
case("momentum", lr=0.1, momentum=0.9)
case("weight decay", lr=0.1, weight_decay=0.5)
case("nesterov", lr=0.1, momentum=0.9, nesterov=True)
case("all of it", lr=0.05, momentum=0.5, weight_decay=0.1, nesterov=True)
wrong = suite.script("numbers that are not accepted")
wrong.fails(new("SGD", lr=-0.1), "value", "lr", ["-0.1"])
wrong.fails(new("SGD", momentum=-1.0), "value", "momentum", ["-1"])
wrong.fails(new("SGD", nesterov=True), "value", "nesterov")
