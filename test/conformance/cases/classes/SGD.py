"""torch.optim.SGD in float64, on the sum of squares."""

import torch
from oracle import Suite, array, call, new, put, var
from oracle.pytorch import plain, tensor

suite = Suite("SGD")


def case(name, steps=3, **given):
    start = array([1, -2, 3])
    p = tensor(start).requires_grad_()
    rule = torch.optim.SGD([p], **given)
    script = suite.script(name)
    script.let("p", start)
    script.do(put("Tensor.requires_grad", var("p"), True))
    script.let("rule", new("SGD", parameters=[var("p")], **given))
    for _ in range(steps):
        rule.zero_grad()
        p.square().sum().backward()
        rule.step()
        script.do(call("Optimizer.zero_grad", self_=var("rule")))
        script.do(call("backward", x=call("sum", x=call("square", x=var("p")))))
        script.do(call("Optimizer.step", self_=var("rule")))
        script.expect(var("p"), array(plain(p)))


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
