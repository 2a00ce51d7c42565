"""torch.func.grad in float64."""

import torch
from oracle import FLOATING, Suite, array, call, host, item, numbers, var
from oracle.pytorch import by_torch

suite = Suite("grad")
x, y = array([1, -2, 3]), array([4, 5, 6])


def case(name, fn, reference, *inputs):
    script = suite.script(name)
    script.let("slopes", call("grad", fn=fn, inputs=list(inputs)))
    expected = by_torch(torch.func.grad(reference, tuple(range(len(inputs)))))(*inputs)
    for i, (found, given) in enumerate(zip(expected, inputs)):
        script.expect(item(i, var("slopes")), array(found, given.dtype))


square = host(["v"], call("sum", x=call("multiply", x1=var("v"), x2=var("v"))))
mixed = host(["v", "w"], call("sum", x=call("multiply", x1=var("v"), x2=call("square", x=var("w")))))
case("one argument", square, lambda v: (v * v).sum(), x)
case("two arguments", mixed, lambda v, w: (v * w.square()).sum(), x, y)
case("an argument without influence", host(["v", "w"], call("sum", x=var("v"))), lambda v, w: v.sum(), x, y)
for dtype in FLOATING:
    given = numbers((2, 3), dtype), numbers((3,), dtype, 1)
    case(f"two arguments in {dtype}", mixed, lambda v, w: (v * w.square()).sum(), *given)
cube = lambda v: (v**3).sum()
inner = call("grad", fn=host(["u"], call("sum", x=call("pow", x1=var("u"), x2=3))), inputs=[var("v")])
steep = host(["v"], call("sum", x=call("square", x=item(0, inner))))
case("a gradient inside", steep, lambda v: torch.func.grad(cube)(v).square().sum(), x)
many = suite.script("a function of several values")
many.let("x", x)
many.fails(call("grad", fn=host(["v"], call("square", x=var("v"))), inputs=[var("x")]), "gradient", "fn")
whole = suite.script("integers")
whole.let("x", array([1, 2], "int32"))
whole.fails(call("grad", fn=square, inputs=[var("x")]), "dtype", "inputs", ["int32"])
