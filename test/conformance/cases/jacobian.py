"""torch.func.jacrev in float64."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, numbers, var
from oracle.pytorch import by_torch

suite = Suite("jacobian")


def case(name, fn, reference, *inputs):
    script = suite.script(name)
    script.let("found", call("jacobian", fn=fn, inputs=list(inputs)))
    expected = by_torch(torch.func.jacrev(reference, tuple(range(len(inputs)))))(*inputs)
    for i, (found, given) in enumerate(zip(expected, inputs)):
        script.expect(item(i, var("found")), array(found, given.dtype))


square = host(["v"], call("square", x=var("v")))
product = host(["v", "w"], call("matmul", x1=var("v"), x2=var("w")))
x, y = array([1, -2, 3]), array([4, 5])
case("elementwise", square, torch.square, x)
case("a product of matrices", product, torch.matmul, numbers((2, 3)), numbers((3, 2), seed=1))
case("softmax", host(["v"], call("softmax", x=var("v"))), lambda v: v.softmax(-1), numbers((4,)))
case("one number", host(["v"], call("sum", x=call("exp", x=var("v")))), lambda v: v.exp().sum(), x)
case("of one number", host(["v"], call("broadcast_to", x=var("v"), shape=[2, 3])), lambda v: v.expand(2, 3), array(2))
case("an argument without influence", host(["v", "w"], call("sin", x=var("v"))), lambda v, w: v.sin(), x, y)
case(
    "a convolution",
    host(["v", "w"], call("conv1d", input=var("v"), weight=var("w"))),
    torch.nn.functional.conv1d,
    numbers((1, 2, 5)),
    numbers((3, 2, 2), seed=1),
)
for dtype in FLOATING:
    case(f"two arguments in {dtype}", product, torch.matmul, numbers((2, 3), dtype), numbers((3,), dtype, 1))
slope = call("grad", fn=host(["u"], call("sum", x=call("pow", x1=var("u"), x2=3))), inputs=[var("v")])
cubes = torch.func.grad(lambda u: (u**3).sum())
case("of a gradient: the Hessian", host(["v"], item(0, slope)), cubes, x)
nothing = suite.script("no values")
nothing.let("found", call("jacobian", fn=square, inputs=[numbers((0, 2))]))
nothing.expect(item(0, var("found")), numbers((0, 2, 0, 2)))


def fails(name, fn, given, code, argument, shown):
    script = suite.script(name, typed=name != "a function of two tensors")
    script.let("x", given)
    script.fails(call("jacobian", fn=fn, inputs=[var("x")]), code, argument, shown)


fails("more axes than a tensor has", square, numbers((1,) * 16 + (2,)), "shape", "inputs", ["34", "32"])
fails("integers", square, array([1, 2], "int32"), "dtype", "inputs", ["int32"])
fails(
    "a function of two tensors",
    host(["v"], call("split", x=var("v"), sections=2)),
    array([1, 2, 3, 4]),
    "type",
    "fn",
    ["2"],
)
