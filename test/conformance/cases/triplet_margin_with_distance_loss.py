"""torch.nn.functional.triplet_margin_with_distance_loss in float64."""

import torch
from oracle import FLOATING, Array, Suite, call, function, get, host, numbers, put, var
from oracle.pytorch import plain, tensor
from torch.nn.functional import triplet_margin_with_distance_loss

suite = Suite("triplet_margin_with_distance_loss")
city = lambda a, b: (a - b).abs().sum(1)
difference = call("subtract", x1=var("a"), x2=var("b"))
own = host(["a", "b"], call("sum", x=call("abs", x=difference), axis=1))


def operands(dtype="float32", shape=(4, 3)):
    return {name: numbers(shape, dtype, i) for i, name in enumerate(["anchor", "positive", "negative"])}


def case(name, dtype="float32", distance=city, ours=own, **given):
    script, inputs = suite.script(name), operands(dtype)
    leaves = [tensor(x).requires_grad_() for x in inputs.values()]
    found = triplet_margin_with_distance_loss(*leaves, distance_function=distance, **given)
    for key, x in inputs.items():
        script.let(key, x)
        script.do(put("Tensor.requires_grad", var(key), True))
    distances = {} if ours is None else {"distance_function": ours}
    of_names = {key: var(key) for key in inputs}
    script.let("loss", call("triplet_margin_with_distance_loss", **of_names, **distances, **given))
    script.expect(var("loss"), Array(plain(found), dtype))
    if dtype in ("float32", "float64"):
        script.do(call("backward", x=call("sum", x=var("loss"))))
        found.sum().backward()
        for key, leaf in zip(inputs, leaves):
            script.expect(get("Tensor.grad", var(key)), Array(plain(leaf.grad), dtype))


for dtype in FLOATING:
    case(f"a function of the host, {dtype}", dtype)
for reduction in ["none", "mean", "sum"]:
    case(f"reduction {reduction}", reduction=reduction)
case("a margin", margin=2.5, swap=True)
case("no swap", swap=False, margin=2)
case("a function of the engine", distance=torch.nn.functional.pairwise_distance, ours=function("pairwise_distance"))
case("null for the distance", distance=None, ours=None, reduction="none")
wrong = suite.script("a margin of 0")
wrong.fails(call(suite.subject, **operands(), distance_function=own, margin=0.0), "value", "margin", ["0"])
several = suite.script("two tensors", typed=False)
two = host(["a", "b"], {"list": [var("a"), var("b")]})
several.fails(call(suite.subject, **operands(), distance_function=two), "type", None)
refused = suite.script("int32")
refused.fails(call(suite.subject, **{**operands(), "anchor": numbers((4, 3), "int32")}), "dtype", "anchor", ["int32"])
