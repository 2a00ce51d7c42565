"""torch.autograd.functional.hvp in float64."""

import torch
from oracle import FLOATING, Suite, array, call, field, host, item, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("hvp")


def case(name, fn, reference, inputs, tangents):
    script = suite.script(name)
    script.let("found", call("hvp", fn=fn, inputs=inputs, tangents=tangents))
    value, products = torch.autograd.functional.hvp(reference, tuple(tensor(inputs)), tuple(tensor(tangents)))
    script.expect(field("value", var("found")), array(plain(value), inputs[0].dtype))
    for i, (product, given) in enumerate(zip(plain(products), inputs)):
        script.expect(item(i, field("products", var("found"))), array(product, given.dtype))


cube = host(["v"], call("sum", x=call("pow", x1=var("v"), x2=3)))
mixed = host(["v", "w"], call("sum", x=call("multiply", x1=call("square", x=var("v")), x2=var("w"))))
flat = host(["v", "w"], call("sum", x=call("square", x=var("v"))))
bowl = host(["v"], call("logsumexp", x=var("v")))
x, y = array([1, -2, 3]), array([4, 5, 6])
case("one argument", cube, lambda v: (v**3).sum(), [x], [array([1, 10, 100])])
case("two arguments", mixed, lambda v, w: (v.square() * w).sum(), [x, y], [array([1, 1, 1]), array([10, 20, 30])])
case("an argument without influence", flat, lambda v, w: v.square().sum() + 0 * w.sum(), [x, y], [y, x])
case("a linear function", host(["v"], call("sum", x=var("v"))), lambda v: v.sum() + 0 * (v**2).sum(), [x], [y])
case("logsumexp", bowl, lambda v: v.logsumexp(0), [x], [y])
for dtype in FLOATING:
    inputs, tangents = [numbers((2, 3), dtype, i) for i in (0, 1)], [numbers((2, 3), dtype, i) for i in (2, 3)]
    case(f"two arguments in {dtype}", mixed, lambda v, w: (v.square() * w).sum(), inputs, tangents)


def fails(name, fn, inputs, tangents, code, argument, shown):
    script = suite.script(name)
    script.let("x", inputs)
    script.fails(call("hvp", fn=fn, inputs=[var("x")], tangents=tangents), code, argument, shown)


fails("no tangent", cube, x, [], "shape", "tangents", ["0", "1"])
fails("a tangent of another shape", cube, x, [numbers((2,))], "shape", "tangents", ["[2]", "[3]"])
fails("a tangent of another dtype", cube, x, [numbers((3,), "float64")], "dtype", "tangents", ["float64", "float32"])
fails("integers", cube, array([1, 2], "int32"), [array([1, 2], "int32")], "dtype", "inputs", ["int32"])
fails("several values", host(["v"], call("square", x=var("v"))), x, [y], "gradient", "fn", ["[3]"])
