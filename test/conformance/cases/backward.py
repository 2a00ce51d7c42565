"""torch.autograd, of sums of squares and of a weighted sum."""

from oracle import FLOATING, Suite, array, call, get, host, new, numbers, put, var
from oracle.pytorch import plain, tensor

suite = Suite("backward")
x = array([1, -2, 3])


def slopes(x, weights=None, times=1):
    """The gradient that is left on x."""
    leaf = tensor(x).requires_grad_()
    y = leaf.square() if weights else leaf.square().sum()
    for _ in range(times):
        y.backward(weights and tensor(weights), retain_graph=True)
    return array(plain(leaf.grad), x.dtype)


def squares(script, x=x):
    script.let("x", x)
    script.do(put("Tensor.requires_grad", var("x"), True))
    return call("square", x=var("x"))


one = suite.script("a sum of squares")
one.do(call("backward", x=call("sum", x=squares(one))))
one.expect(get("Tensor.grad", var("x")), slopes(x))
for dtype in FLOATING:
    typed = suite.script(f"a sum of squares in {dtype}")
    given = numbers((2, 3), dtype)
    typed.do(call("backward", x=call("sum", x=squares(typed, given))))
    typed.expect(get("Tensor.grad", var("x")), slopes(given))
weighted = suite.script("weights of the elements")
weighted.let("y", squares(weighted))
weights = array([1, 10, 100])
weighted.do(call("backward", x=var("y"), gradient=weights))
weighted.expect(get("Tensor.grad", var("x")), slopes(x, weights))
twice = suite.script("twice, where the graph is kept")
twice.let("y", call("sum", x=squares(twice)))
twice.do(call("backward", x=var("y"), retain_graph=True))
twice.do(call("backward", x=var("y")))
twice.expect(get("Tensor.grad", var("x")), slopes(x, times=2))
freed = suite.script("twice, where it is not kept")
freed.let("y", call("sum", x=squares(freed)))
freed.do(call("backward", x=var("y"), retain_graph=False))
freed.fails(call("backward", x=var("y")), "gradient")
many = suite.script("no weights for several elements")
many.let("y", squares(many))
many.fails(call("backward", x=var("y")), "shape", "gradient")
shape = suite.script("weights of another shape")
shape.let("y", squares(shape))
shape.fails(call("backward", x=var("y"), gradient=numbers((2,))), "shape", "gradient", ["[2]", "[3]"])
nothing = suite.script("nothing was recorded")
nothing.let("x", x)
nothing.fails(call("backward", x=call("sum", x=var("x"))), "gradient")
traced = suite.script("inside a trace", through_host=True)
traced.let("x", x)
traced.do(put("Tensor.requires_grad", var("x"), True))
inside = call("backward", x=call("sum", x=call("square", x=var("x"))))
traced.let("f", new("CompiledFunction", fn=host(["a"], inside)))
traced.fails(call("CompiledFunction.call", self_=var("f"), inputs=[x]), "trace", operator="backward")
