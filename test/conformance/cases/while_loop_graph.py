"""A graph as long as another gives true, against PyTorch's loop."""

import torch
from oracle import Suite, array, call, host, new, numbers, var
from oracle.pytorch import by_torch, gradients

small = host(["s", "w"], call("less", x1=call("sum", x=call("square", x=var("s"))), x2=20))
grow = host(["s", "w"], call("add", x1=call("multiply", x1=var("s"), x2=1.5), x2=call("sin", x=var("w"))))


def loop(tensors, condition, body, states, max_iterations=None, **rest):
    s, w = tensors
    count = 0
    while (s * s).sum() < 20 and (max_iterations is None or count < max_iterations):
        s, count = s * 1.5 + torch.sin(w), count + 1
    return [s]


suite = Suite("while_loop_graph", by_torch(loop), lambda tensors, **rest: tensors[0].dtype)


def graph(fn, dtype):
    inputs = [numbers((3,), dtype), numbers((3,), dtype)]
    return call("CompiledFunction.graph", self_=new("CompiledFunction", fn=fn), inputs=inputs)


def given(dtype, condition=small, body=grow, **rest):
    graphs = {"condition": graph(condition, dtype), "body": graph(body, dtype)}
    return {"tensors": [numbers((3,), dtype), numbers((3,), dtype, 1)], **graphs, "states": 1, **rest}


for dtype in ("float32", "float64"):  # narrower ones round more in each iteration than a tolerance allows
    suite(f"in {dtype}", **given(dtype))
suite("at most one iteration", **given("float32", max_iterations=1))
gradients(suite, loop, lambda dtype: given(dtype, max_iterations=9))
kept = suite.script("kept")
kept.seed(7)
below = call(
    "CompiledFunction.graph",
    self_=new("CompiledFunction", fn=host(["x"], call("less", x1=var("x"), x2=4))),
    inputs=[array(1)],
)
double = call(
    "CompiledFunction.graph",
    self_=new("CompiledFunction", fn=host(["x"], call("multiply", x1=var("x"), x2=2))),
    inputs=[array(1)],
)
kept.let(
    "y",
    call("while_loop_graph", tensors=[array(1)], condition=below, body=double, states=1, max_iterations=3, keep=True),
)
kept.expect(var("y"), [array(4), array([1, 2, 0]), array([[7, 0], [7, 0], [0, 0]], "int64"), array(2, "int64")])
suite.fails("room for no number of iterations", "gradient", "max_iterations", **given("float32", keep=True))
suite.fails("no state", "value", "tensors", **{**given("float32"), "states": 0})
suite.fails("one tensor", "type", "tensors", ["1", "2"], **{**given("float32"), "tensors": [numbers((3,))]})
number = host(["s", "w"], call("sum", x=var("s")))
suite.fails("a condition that is a number", "dtype", "condition", ["float32"], **given("float32", condition=number))
suite.fails("a state of another shape", "shape", "body", ["[]"], **given("float32", body=number))
suite.referred.clear()  # random ones would be held to one rounding
