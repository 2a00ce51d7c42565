"""A function of each position with a state, against a loop in NumPy; gradients against PyTorch's."""

import numpy as np
import torch
from oracle import FLOATING, Suite, array, call, field, get, host, item, new, numbers, put, var

suite = Suite("scan")
step = host(
    ["s", "x"],
    {
        "list": [
            call("add", x1=call("multiply", x1=var("s"), x2=0.5), x2=var("x")),
            call("multiply", x1=var("s"), x2=var("x")),
        ]
    },
)


def reference(state, xs, reverse=False):
    outputs = np.zeros_like(xs)
    for i in reversed(range(len(xs))) if reverse else range(len(xs)):
        outputs[i] = state * xs[i]
        state = state * 0.5 + xs[i]
    return state, outputs


def case(name, state, xs, **given):
    script = suite.script(name)
    script.let("found", call("scan", fn=step, state=[state], inputs=[xs], **given))
    ends, outputs = reference(state.values, xs.values, **given)
    script.expect(item(0, field("state", var("found"))), array(ends, xs.dtype))
    script.expect(item(0, field("outputs", var("found"))), array(outputs, xs.dtype))


for dtype in FLOATING:
    case(f"in {dtype}", numbers((3,), dtype), numbers((4, 3), dtype, 1))
case("from the last position", numbers((3,)), numbers((4, 3), seed=1), reverse=True)
case("from the first position", numbers((3,)), numbers((4, 3), seed=1), reverse=False)
case("no position", numbers((3,)), array(np.zeros((0, 3))))
stateless = suite.script("without a state, and with two inputs")
both = host(["a", "b"], {"list": [call("add", x1=var("a"), x2=var("b"))]})
stateless.let("found", call("scan", fn=both, state=[], inputs=[array([[1, 2], [3, 4]]), array([10, 20])]))
stateless.expect(field("state", var("found")), [])
stateless.expect(item(0, field("outputs", var("found"))), array([[11, 12], [23, 24]]))
silent = suite.script("without outputs")
total = host(["s", "x"], {"list": [call("add", x1=var("s"), x2=var("x"))]})
silent.let("found", call("scan", fn=total, state=[array(0, "int64")], inputs=[array([1, 2, 3], "int64")]))
silent.expect(item(0, field("state", var("found"))), array(6, "int64"))
silent.expect(field("outputs", var("found")), [])

# h := tanh(w h + x), as a recurrent network does.
learns = suite.script("gradients of the state, the inputs and what the function uses beside them")
given = {"x": numbers((4, 3), seed=1), "h": numbers((3,)), "w": numbers((3,), seed=2)}
leaves = {name: torch.tensor(np.array(a.values, dtype=np.float64), requires_grad=True) for name, a in given.items()}
h, loss = leaves["h"], 0.0
for row in leaves["x"]:
    h = torch.tanh(h * leaves["w"] + row)
    loss = loss + (h * row).sum()
(loss + h.sum()).backward()
for name, a in given.items():
    learns.let(name, a)
    learns.do(put("Tensor.requires_grad", var(name), True))
now = call("tanh", x=call("add", x1=call("multiply", x1=var("s"), x2=var("w")), x2=var("r")))
recurrent = host(["s", "r"], {"list": [now, call("multiply", x1=now, x2=var("r"))]})
learns.let("found", call("scan", fn=recurrent, state=[var("h")], inputs=[var("x")]))
outputs, end = item(0, field("outputs", var("found"))), item(0, field("state", var("found")))
learns.do(call("backward", x=call("add", x1=call("sum", x=outputs), x2=call("sum", x=end))))
for name, leaf in leaves.items():
    learns.expect(get("Tensor.grad", var(name)), array(leaf.grad.numpy()))

compiled = suite.script("in a compiled function, for other lengths too")
scanned = call("scan", fn=step, state=[array(0)], inputs=[var("x")])
compiled.let("f", new("CompiledFunction", fn=host(["x"], item(0, field("outputs", scanned)))))
for xs in ([1.0, 2.0, 3.0], [4.0, 5.0]):
    expected = reference(np.float64(0), np.array(xs))[1]
    compiled.expect(call("CompiledFunction.call", self_=var("f"), inputs=[array(xs)]), array(expected))
compiled.expect(get("CompiledFunction.traces", var("f")), 1)


def fails(name, code, argument, mentions, fn=step, state=None, inputs=None):
    script = suite.script(name)
    script.let("s", array([0, 0]))
    script.let("x", array([[1, 2], [3, 4]]))
    given = {"state": [var("s")] if state is None else state, "inputs": [var("x")] if inputs is None else inputs}
    script.fails(call("scan", fn=fn, **given), code, argument, mentions)


fails("a state that changes its shape", "shape", "fn", ["[]", "[2]"], host(["s", "x"], call("sum", x=var("x"))))
wide = host(["s", "x"], call("astype", x=var("x"), dtype="float64"))
fails("a state that changes its dtype", "dtype", "fn", ["float64", "float32"], wide)
nothing = host(["s", "x"], {"list": []})
fails("too few tensors", "type", "fn", ["0", "1"], nothing)
fails("nothing to scan", "value", "inputs", ["none"], inputs=[])
fails("an input without axes", "shape", "inputs", ["[]"], inputs=[array(1)])
longer = [array([1, 2]), array([1, 2, 3])]
fails("inputs of different lengths", "shape", "inputs", ["[3]", "2", "{1}"], both, [], longer)
