"""A graph as one operator, against PyTorch's expression of it."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, new, numbers, var
from oracle.pytorch import by_torch


def graph(fn, inputs):
    return call("CompiledFunction.graph", self_=new("CompiledFunction", fn=fn), inputs=inputs)


product = host(["a", "b"], call("tanh", x=call("multiply", x1=var("a"), x2=var("b"))))
suite = Suite("checkpoint_graph")
computed = lambda a, b: torch.tanh(a * b)
for dtype in FLOATING:
    tensors = [numbers((3,), dtype), numbers((3,), dtype, 1)]
    script = suite.script(f"value in {dtype}")
    script.let("found", call("checkpoint_graph", tensors=tensors, graph=graph(product, tensors)))
    script.expect(item(0, var("found")), array(by_torch(computed)(*tensors), dtype))
    script = suite.script(f"gradients in {dtype}")
    script.let("g", graph(product, tensors))
    inside = call("checkpoint_graph", tensors=[var("a"), var("b")], graph=var("g"))
    script.let("slopes", call("grad", fn=host(["a", "b"], call("sum", x=item(0, inside))), inputs=tensors))
    expected = by_torch(torch.func.grad(lambda a, b: computed(a, b).sum(), (0, 1)))(*tensors)
    for i, found in enumerate(expected):
        script.expect(item(i, var("slopes")), array(found, dtype))
start = array([3, 5], "int64")
one = [array([1.0, 2.0])]
noise = graph(host(["a"], call("add", x1=var("a"), x2=call("uniform", shape=[2]))), one)
replayed = suite.script("random numbers from where they began")
replayed.seed(7)
replayed.let("g", noise)
replayed.let("first", call("checkpoint_graph", tensors=one, graph=var("g")))
replayed.expect(item(1, var("first")), array([7, 0], "int64"))
again = {"tensors": [*one, item(1, var("first"))], "graph": var("g"), "replays": True}
replayed.let("second", call("checkpoint_graph", **again))
difference = call("subtract", x1=item(0, var("first")), x2=item(0, var("second")))
replayed.expect(difference, array([0.0, 0.0]))


def fails(name, code, argument, mentions, inputs=one, **given):
    script = suite.script(name)
    script.let("g", graph(host(["a"], call("negative", x=var("a"))), one))
    script.fails(call("checkpoint_graph", tensors=inputs, graph=var("g"), **given), code, argument, mentions)


fails("two tensors", "type", "tensors", ["2", "1"], [*one, *one])
fails("another dtype", "dtype", "tensors", ["float64", "float32"], [array([1.0, 2.0], "float64")])
fails("nothing to replay", "shape", "tensors", ["[2]"], one, replays=True)
kept = suite.script("a graph with a state of its own")
kept.let("w", array([2.0, 3.0]))
kept.let("g", graph(host(["a"], call("multiply", x1=var("a"), x2=var("w"))), one))
kept.fails(call("checkpoint_graph", tensors=one, graph=var("g")), "value")
