"""torch.func.vjp in float64: of x², of a product, and of a network's layer."""

import torch
from oracle import FLOATING, Suite, array, call, field, host, item, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("vjp")


def case(name, fn, reference, inputs, cotangent):
    script = suite.script(name)
    script.let("found", call("vjp", fn=fn, inputs=inputs, cotangent=cotangent))
    value, back = torch.func.vjp(reference, *tensor(inputs))
    script.expect(field("value", var("found")), array(plain(value), inputs[0].dtype))
    for i, (gradient, given) in enumerate(zip(plain(back(tensor(cotangent))), inputs)):
        script.expect(item(i, field("gradients", var("found"))), array(gradient, given.dtype))


square = host(["v"], call("square", x=var("v")))
product = host(["v", "w"], call("matmul", x1=var("v"), x2=var("w")))
left = host(["v", "w"], call("exp", x=var("v")))
x = array([1, -2, 3])
case("one argument", square, torch.square, [x], array([1, 10, 100]))
case("two arguments", product, torch.matmul, [numbers((2, 3)), numbers((3, 4), seed=1)], numbers((2, 4), seed=2))
case(
    "an argument without influence",
    left,
    lambda v, w: v.exp() + 0 * w.sum(),
    [x, array([1, 2])],
    array([1, 2, 3]),
)
case("a value that is one number", host(["v"], call("sum", x=var("v"))), torch.sum, [x], array(2))
for dtype in FLOATING:
    given = [numbers((2, 3), dtype, i) for i in (0, 1)]
    case(
        f"two arguments in {dtype}",
        host(["v", "w"], call("multiply", x1=var("v"), x2=var("w"))),
        torch.multiply,
        given,
        numbers((2, 3), dtype, 2),
    )


def fails(name, fn, inputs, cotangent, code, argument, shown):
    script = suite.script(name, typed=name != "a function of two tensors")
    script.let("x", inputs)
    script.fails(call("vjp", fn=fn, inputs=[var("x")], cotangent=cotangent), code, argument, shown)


fails("a cotangent of another shape", square, x, array([1, 2]), "shape", "cotangent", ["[2]", "[3]"])
fails(
    "a cotangent of another dtype",
    square,
    x,
    array([1, 2, 3], "float64"),
    "dtype",
    "cotangent",
    ["float64", "float32"],
)
fails("integers", square, array([1, 2], "int32"), array([1, 2], "int32"), "dtype", "inputs", ["int32"])
fails(
    "a function of two tensors",
    host(["v"], call("split", x=var("v"), sections=2)),
    array([1, 2, 3, 4]),
    array([1, 2]),
    "type",
    "fn",
    ["2"],
)
