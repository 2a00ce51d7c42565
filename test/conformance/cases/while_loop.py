"""A loop as long as a condition holds, against Python's; gradients against PyTorch's."""

import numpy as np
import torch
from oracle import FLOATING, Suite, array, call, get, host, item, new, put, var

suite = Suite("while_loop")
small = host(["x"], call("less", x1=call("sum", x=var("x")), x2=20))
double = host(["x"], {"list": [call("multiply", x1=var("x"), x2=2)]})


def loop(script, name, inputs, condition=small, body=double, **given):
    script.let(name, call("while_loop", condition=condition, body=body, inputs=inputs, **given))


def doubled(x, most=None):
    x, count = np.array(x), 0
    while x.sum() < 20 and (most is None or count < most):
        x, count = 2 * x, count + 1
    return x


for dtype in FLOATING:
    script = suite.script(f"until it is large in {dtype}")
    loop(script, "y", [array([1, 2], dtype)])
    script.expect(item(0, var("y")), array(doubled([1.0, 2.0]), dtype))
never = suite.script("no iteration")
loop(never, "y", [array([10, 20])])
never.expect(item(0, var("y")), array([10, 20]))
most = suite.script("at most two iterations")
loop(most, "y", [array([1, 2])], max_iterations=2)
most.expect(item(0, var("y")), array(doubled([1.0, 2.0], 2)))
none = suite.script("at most no iteration")
loop(none, "y", [array([1, 2])], max_iterations=0)
none.expect(item(0, var("y")), array([1, 2]))
unbounded = suite.script("without an end of its own")
loop(unbounded, "y", [array([1, 2])], max_iterations=None)
unbounded.expect(item(0, var("y")), array(doubled([1.0, 2.0])))
greatest = suite.script("the greatest common divisor")
euclid = host(["a", "b"], {"list": [var("b"), call("remainder", x1=var("a"), x2=var("b"))]})
positive = host(["a", "b"], call("greater", x1=var("b"), x2=0))
loop(greatest, "y", [array(1071, "int64"), array(462, "int64")], positive, euclid)
greatest.expect(item(0, var("y")), array(np.gcd(1071, 462), "int64"))
greatest.expect(item(1, var("y")), array(0, "int64"))

# x := x w as long as the sum is small.
learns = suite.script("gradients of the input and of what the body uses beside it")
x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([1.5, 2.0], requires_grad=True)
y = x
while y.sum() < 20:
    y = y * w
y.sum().backward()
grow = host(["a"], {"list": [call("multiply", x1=var("a"), x2=var("w"))]})
for name, given in {"x": x, "w": w}.items():
    learns.let(name, array(given.detach().numpy()))
    learns.do(put("Tensor.requires_grad", var(name), True))
loop(learns, "y", [var("x")], body=grow)
learns.do(call("backward", x=call("sum", x=item(0, var("y")))))
learns.expect(get("Tensor.grad", var("x")), array(x.grad.numpy()))
learns.expect(get("Tensor.grad", var("w")), array(w.grad.numpy()))

compiled = suite.script("in a compiled function, as often as the values ask for")
repeated = call("while_loop", condition=small, body=double, inputs=[var("x")])
compiled.let("f", new("CompiledFunction", fn=host(["x"], item(0, repeated))))
for start in ([1.0, 2.0], [30.0, 1.0], [0.5, 0.25]):
    given = {"self_": var("f"), "inputs": [array(start)]}
    compiled.expect(call("CompiledFunction.call", **given), array(doubled(start)))
compiled.expect(get("CompiledFunction.traces", var("f")), 1)


def fails(name, code, argument, mentions, condition=small, body=double, inputs=None):
    script = suite.script(name)
    script.let("x", array([1, 2, 3]))
    given = {"condition": condition, "body": body, "inputs": [var("x")] if inputs is None else inputs}
    script.fails(call("while_loop", **given), code, argument, mentions)


fails("a condition that is a number", "dtype", "condition", ["float32", "bool"], host(["x"], call("sum", x=var("x"))))
each = host(["x"], call("less", x1=var("x"), x2=1))
fails("a condition of three elements", "shape", "condition", ["[3]"], each)
fails("a state that changes its shape", "shape", "body", ["[]", "[3]"], body=host(["x"], call("sum", x=var("x"))))
wide = host(["x"], call("astype", x=var("x"), dtype="float64"))
fails("a state that changes its dtype", "dtype", "body", ["float64", "float32"], body=wide)
pair = host(["x"], {"list": [var("x"), var("x")]})
fails("another number of states", "type", "body", ["2", "1"], body=pair)
fails("no state", "value", "inputs", ["none"], inputs=[])
suite.caused_elsewhere(
    "gradient",
    "core/control/control_test.cc: AGradientInATraceNeedsTheMostIterations",
    "it takes a gradient in a trace, which the notation of the cases has no word for",
)
