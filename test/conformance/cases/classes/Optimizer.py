"""What all optimisers do, by the rule of torch.optim.SGD."""

import torch
from oracle import Suite, array, call, get, new, put, var
from oracle.pytorch import plain, tensor

suite = Suite("Optimizer")
script = suite.script("bind, step and zero_grad")
script.let("p", array([1, -2, 3]))
script.do(put("Tensor.requires_grad", var("p"), True))
script.let("rule", new("SGD", lr=0.5))
script.fails(call("Optimizer.step", self_=var("rule")), "value")
script.do(call("Optimizer.bind", self_=var("rule"), parameters=[var("p")]))
script.do(call("backward", x=call("sum", x=var("p"))))
script.do(call("Optimizer.step", self_=var("rule")))
script.expect(var("p"), array([0.5, -2.5, 2.5]))
script.do(put("Optimizer.lr", var("rule"), 0.25))
script.expect(get("Optimizer.lr", var("rule")), 0.25)
script.do(call("Optimizer.step", self_=var("rule")))
script.expect(var("p"), array([0.25, -2.75, 2.25]))
script.do(call("Optimizer.zero_grad", self_=var("rule")))
script.expect(get("Tensor.grad", var("p")), None)
script.do(call("Optimizer.step", self_=var("rule")))
script.expect(var("p"), array([0.25, -2.75, 2.25]))
script.fails(call("Optimizer.bind", self_=var("rule"), parameters=[var("p")]), "busy")
script.fails(
    call("Optimizer.add_param_group", self_=var("rule"), parameters=[var("p")]), "value", "parameters", ["{0}"]
)


def groups(name, bound, settings, **given):
    """torch.optim.SGD with several groups; the first is the constructor's where it is bound."""
    script = suite.script(name)
    values = [[1.0, -2.0], [3.0, 0.5], [0.25, -1.0]]
    parameters = [tensor(array(one)).requires_grad_() for one in values]
    for i, one in enumerate(values):
        script.let(f"p{i}", array(one))
        script.do(put("Tensor.requires_grad", var(f"p{i}"), True))
    first = [var("p0")] if bound else None
    script.let("rule", new("SGD", parameters=first, **given))
    torch_groups = [{"params": [parameters[0]]}] if bound else []
    for i, one in enumerate(settings, 1):
        script.do(call("Optimizer.add_param_group", self_=var("rule"), parameters=[var(f"p{i}")], **one))
        torch_groups.append({"params": [parameters[i]], **one})
    rule = torch.optim.SGD(torch_groups, **given)
    for _ in range(3):
        rule.zero_grad()
        sum(p.square().sum() for p in parameters).backward()
        rule.step()
        script.do(call("Optimizer.zero_grad", self_=var("rule")))
        squares = [call("sum", x=call("square", x=var(f"p{i}"))) for i in range(3)]
        total = call("add", x1=call("add", x1=squares[0], x2=squares[1]), x2=squares[2])
        script.do(call("backward", x=total))
        script.do(call("Optimizer.step", self_=var("rule")))
        for i, p in enumerate(parameters):
            script.expect(var(f"p{i}"), array(plain(p)))


groups("groups", True, [{"lr": 0.25}, {"weight_decay": 0.5}], lr=0.1, momentum=0.5)
groups("groups of their own", False, [{"lr": 0.25, "weight_decay": 0.0}, {}], lr=0.1, weight_decay=0.25)
wrong = suite.script("groups that are not accepted")
wrong.let("p", array([1, 2]))
wrong.let("rule", new("Rprop"))
add = lambda **given: call("Optimizer.add_param_group", self_=var("rule"), parameters=[var("p")], **given)
wrong.fails(add(lr=-0.5), "value", "lr", ["-0.5"])
wrong.fails(add(weight_decay=-0.5), "value", "weight_decay", ["-0.5"])
wrong.fails(add(weight_decay=0.5), "value", "weight_decay", ["Rprop"])
nothing = suite.script("no parameters")
nothing.let("rule", new("SGD"))
nothing.fails(call("Optimizer.add_param_group", self_=var("rule"), parameters=[]), "value", "parameters")
nothing.fails(call("Optimizer.bind", self_=var("rule"), parameters=[]), "value", "parameters")
