"""torch.func.jvp in float64: of x², and of a product."""

import torch
from oracle import FLOATING, Suite, array, call, field, host, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("jvp")


def case(name, fn, reference, inputs, tangents):
    script = suite.script(name)
    script.let("found", call("jvp", fn=fn, inputs=inputs, tangents=tangents))
    value, tangent = plain(torch.func.jvp(reference, tuple(tensor(inputs)), tuple(tensor(tangents))))
    script.expect(field("value", var("found")), array(value, inputs[0].dtype))
    script.expect(field("tangent", var("found")), array(tangent, inputs[0].dtype))


square = host(["v"], call("square", x=var("v")))
product = host(["v", "w"], call("multiply", x1=var("v"), x2=var("w")))
x, y = array([1, -2, 3]), array([4, 5, 6])
case("one argument", square, torch.square, [x], [array([1, 10, 100])])
case("two arguments", product, torch.multiply, [x, y], [array([1, 1, 1]), array([10, 10, 10])])
for dtype in FLOATING:
    inputs, tangents = [numbers((2, 3), dtype, i) for i in (0, 1)], [numbers((2, 3), dtype, i) for i in (2, 3)]
    case(f"two arguments in {dtype}", product, torch.multiply, inputs, tangents)
few = suite.script("one tangent too few")
few.let("x", x)
few.fails(
    call(
        "jvp",
        fn=host(["v", "w"], call("multiply", x1=var("v"), x2=var("w"))),
        inputs=[var("x"), var("x")],
        tangents=[var("x")],
    ),
    "shape",
    "tangents",
)
shape = suite.script("a tangent of another shape")
shape.let("x", x)
shape.fails(
    call("jvp", fn=host(["v"], call("square", x=var("v"))), inputs=[var("x")], tangents=[numbers((2,))]),
    "shape",
    "tangents",
    ["[2]", "[3]"],
)
whole = suite.script("integers")
whole.let("x", array([1, 2], "int32"))
whole.fails(
    call("jvp", fn=host(["v"], call("square", x=var("v"))), inputs=[var("x")], tangents=[var("x")]),
    "dtype",
    "inputs",
    ["int32"],
)
