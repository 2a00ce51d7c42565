"""One of two graphs, against PyTorch's expression of it."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, new, numbers, put, var
from oracle.pytorch import by_torch, gradients


def choose(predicate, tensors, true_graph, false_graph):
    a, b = tensors
    return [torch.tanh(a * b)] if bool(predicate) else [a * a + b]


def graph(fn, inputs):
    return call("CompiledFunction.graph", self_=new("CompiledFunction", fn=fn), inputs=inputs)


product = host(["a", "b"], call("tanh", x=call("multiply", x1=var("a"), x2=var("b"))))
total = host(["a", "b"], call("add", x1=call("square", x=var("a")), x2=var("b")))
suite = Suite("cond_graph", by_torch(choose), lambda predicate, tensors, **rest: tensors[0].dtype)


def given(dtype, predicate=True, yes=product, no=total):
    tensors = [numbers((3,), dtype), numbers((3,), dtype, 1)]
    graphs = {"true_graph": graph(yes, tensors), "false_graph": graph(no, tensors)}
    return {"predicate": array(predicate, "bool"), "tensors": tensors, **graphs}


for dtype in FLOATING:
    for predicate in (True, False):
        suite(f"{predicate} in {dtype}", **given(dtype, predicate))
gradients(suite, choose, given)
gradients(suite, choose, lambda dtype: given(dtype, False), "gradient, false,")
start = array([3, 5], "int64")
one = [array([1.0, 2.0])]
twice = graph(host(["a"], call("multiply", x1=var("a"), x2=2)), one)
minus = graph(host(["a"], call("negative", x=var("a"))), one)
suite(
    "replayed",
    expect=[array([2.0, 4.0])],
    predicate=array(True, "bool"),
    tensors=[*one, start],
    true_graph=twice,
    false_graph=minus,
    replays=True,
)
kept = suite.script("kept")
kept.seed(7)
kept.let("y", call("cond_graph", **given("float32"), keep=True))
kept.expect({"item": 1, "of": var("y")}, array([7, 0], "int64"))
suite.refuses(["bool"], lambda t: {**given("float32"), "predicate": array(1, t)}, "predicate")
suite.fails(
    "two truths", "shape", "predicate", ["[2]"], **{**given("float32"), "predicate": array([True, False], "bool")}
)
suite.fails("one tensor", "type", "tensors", ["1", "2"], **{**given("float32"), "tensors": [numbers((3,))]})
suite.fails(
    "graphs of different shapes",
    "shape",
    "false_graph",
    ["[]", "[3]"],
    **given("float32", no=host(["a", "b"], call("sum", x=var("a")))),
)
nothing = {**given("float32"), "tensors": [], "replays": True}
suite.fails("nothing to replay", "shape", "tensors", ["[2]"], **nothing)
given_one = suite.script("random numbers of a generator that was given to it")
given_one.let("g", new("Generator", seed=7))
given_one.let("x", one[0])
drop = graph(host(["a"], call("dropout", x=var("a"), generator=var("g"))), one)
given_one.do(put("Tensor.requires_grad", var("x"), True))
choice = {"predicate": array(True, "bool"), "tensors": [var("x")], "true_graph": drop, "false_graph": minus}
given_one.let("y", call("cond_graph", **choice, keep=True))
given_one.fails(call("backward", x=call("sum", x=item(0, var("y")))), "gradient", None, [], "cond_graph")
suite.referred.clear()  # random ones would be held to one rounding
own = suite.script("a graph with a state of its own")
own.let("w", array([2.0, 3.0]))
own.let("yes", graph(host(["a"], call("multiply", x1=var("a"), x2=var("w"))), one))
own.fails(call("cond_graph", **{**choice, "tensors": one, "true_graph": var("yes")}), "value")
