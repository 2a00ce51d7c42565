"""Derivatives by hand: of sums of squares, and of a weighted sum."""

from oracle import Suite, array, call, get, numbers, put, var

suite = Suite("backward")
x = array([1, -2, 3])


def squares(script):
    script.let("x", x)
    script.do(put("Tensor.requires_grad", var("x"), True))
    return call("square", x=var("x"))


one = suite.script("a sum of squares")
one.do(call("backward", x=call("sum", x=squares(one))))
one.expect(get("Tensor.grad", var("x")), array([2, -4, 6]))
weighted = suite.script("weights of the elements")
weighted.let("y", squares(weighted))
weighted.do(call("backward", x=var("y"), gradient=array([1, 10, 100])))
weighted.expect(get("Tensor.grad", var("x")), array([2, -40, 600]))
twice = suite.script("twice, where the graph is kept")
twice.let("y", call("sum", x=squares(twice)))
twice.do(call("backward", x=var("y"), retain_graph=True))
twice.do(call("backward", x=var("y")))
twice.expect(get("Tensor.grad", var("x")), array([4, -8, 12]))
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
