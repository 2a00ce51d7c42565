"""A graph for each position with a state, against a loop of PyTorch's."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, new, numbers, put, var
from oracle.pytorch import by_torch, gradients

step = host(
    ["s", "x", "w"],
    {
        "list": [
            call("tanh", x=call("add", x1=call("multiply", x1=var("s"), x2=var("w")), x2=var("x"))),
            call("multiply", x1=var("s"), x2=var("x")),
        ]
    },
)


def scanned(tensors, body, states, scanned, reverse=False, limited=False, **rest):
    s, x, w, *tail = tensors
    outputs = [torch.zeros_like(row) for row in x]
    count = int(tail[0]) if limited else len(x)
    for i in reversed(range(count)) if reverse else range(count):
        outputs[i] = s * x[i]
        s = torch.tanh(s * w + x[i])
    return [s, torch.stack(outputs)]


suite = Suite("scan_graph", by_torch(scanned), lambda tensors, **rest: tensors[0].dtype)


WIDE = ["float32", "float64"]


def given(dtype, tail=(), fn=step, **rest):
    steps = 4 if dtype in WIDE else 1  # each rounds, and the reference is in float64
    s, x, w = numbers((3,), dtype), numbers((steps, 3), dtype, 1), numbers((3,), dtype, 2)
    one = [numbers((3,), dtype)] * 3
    body = call("CompiledFunction.graph", self_=new("CompiledFunction", fn=fn), inputs=one)
    return {"tensors": [s, x, w, *tail], "body": body, "states": 1, "scanned": 1, **rest}


for dtype in FLOATING:
    suite(f"in {dtype}", **given(dtype))
suite("from the last position", **given("float32", reverse=True))
suite("two positions", **given("float32", [array(2, "int64")], limited=True))
suite("no replay of anything random", **given("float32", [array([[3, 5]] * 4, "int64")], replays=True))
gradients(suite, scanned, given)
gradients(suite, scanned, lambda dtype: given(dtype, reverse=True), "gradient, from the last position,", dtypes=WIDE)
kept = suite.script("kept")
kept.seed(7)
total = host(["s", "x"], {"list": [call("add", x1=var("s"), x2=var("x"))]})
body = call("CompiledFunction.graph", self_=new("CompiledFunction", fn=total), inputs=[array(0), array(0)])
kept.let("y", call("scan_graph", tensors=[array(0), array([1, 2, 3])], body=body, states=1, scanned=1, keep=True))
kept.expect(var("y"), [array(6), array([0, 1, 3]), array([[7, 0]] * 3, "int64")])
suite.fails("nothing to scan", "value", "tensors", **{**given("float32"), "scanned": 0})
suite.fails(
    "a state of another shape",
    "shape",
    "body",
    ["[]"],
    **given("float32", fn=host(["s", "x", "w"], call("sum", x=var("s")))),
)
wide = host(["s", "x", "w"], call("astype", x=var("s"), dtype="float64"))
suite.fails("a state of another dtype", "dtype", "body", ["float64"], **given("float32", fn=wide))
few = given("float32")
suite.fails("too few tensors", "type", "tensors", ["2", "3"], **{**few, "tensors": few["tensors"][:2]})
given_one = suite.script("random numbers of a generator that was given to it")
given_one.let("g", new("Generator", seed=7))
given_one.let("x", array([1.0, 2.0]))
drop = host(["a"], {"list": [call("dropout", x=var("a"), generator=var("g"))]})
body = call("CompiledFunction.graph", self_=new("CompiledFunction", fn=drop), inputs=[array(1.0)])
given_one.do(put("Tensor.requires_grad", var("x"), True))
given_one.let("y", call("scan_graph", tensors=[var("x")], body=body, states=0, scanned=1, keep=True))
given_one.fails(call("backward", x=call("sum", x=item(0, var("y")))), "gradient", None, [], "scan_graph")
suite.referred.clear()  # random ones would be held to one rounding
