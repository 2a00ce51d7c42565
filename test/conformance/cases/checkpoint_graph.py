"""A graph as one operator, against PyTorch's expression of it."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, new, numbers, put, var
from oracle.pytorch import by_torch, gradients


def computed(tensors, graph):
    a, b = tensors
    return [torch.tanh(a * b)]


def graph(fn, inputs):
    return call("CompiledFunction.graph", self_=new("CompiledFunction", fn=fn), inputs=inputs)


product = host(["a", "b"], call("tanh", x=call("multiply", x1=var("a"), x2=var("b"))))
suite = Suite("checkpoint_graph", by_torch(computed), lambda tensors, **rest: tensors[0].dtype)


def given(dtype):
    tensors = [numbers((3,), dtype), numbers((3,), dtype, 1)]
    return {"tensors": tensors, "graph": graph(product, tensors)}


for dtype in FLOATING:
    suite(dtype, **given(dtype))
gradients(suite, computed, given)
one = [array([1.0, 2.0])]
noise = graph(host(["a"], call("multiply", x1=var("a"), x2=call("uniform", shape=[2]))), one)
replayed = suite.script("random numbers from where they began")
replayed.seed(7)
replayed.let("g", noise)
replayed.let("first", call("checkpoint_graph", tensors=one, graph=var("g"), keep=True))
replayed.expect(item(1, var("first")), array([7, 0], "int64"))
again = {"tensors": [*one, item(1, var("first"))], "graph": var("g"), "replays": True}
replayed.let("second", call("checkpoint_graph", **again))
difference = call("subtract", x1=item(0, var("first")), x2=item(0, var("second")))
replayed.expect(difference, array([0.0, 0.0]))
lost = suite.script("random numbers of which nobody knows where they began")
lost.let("g", noise)
lost.let("x", one[0])
lost.do(put("Tensor.requires_grad", var("x"), True))
lost.let("y", call("checkpoint_graph", tensors=[var("x")], graph=var("g")))
lost.fails(call("backward", x=call("sum", x=item(0, var("y")))), "gradient", None, [], "checkpoint_graph")


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
given_one = suite.script("random numbers of a generator that was given to it")
given_one.let("g", new("Generator", seed=7))
given_one.let("x", one[0])
drop = graph(host(["a"], call("dropout", x=var("a"), generator=var("g"))), one)
given_one.do(put("Tensor.requires_grad", var("x"), True))
given_one.let("y", call("checkpoint_graph", tensors=[var("x")], graph=drop, keep=True))
given_one.fails(call("backward", x=call("sum", x=item(0, var("y")))), "gradient", None, [], "checkpoint_graph")
suite.referred.clear()  # random ones would be held to one rounding
