"""What all optimisers do, by the rule of SGD."""

from oracle import Suite, array, call, get, new, put, var

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
