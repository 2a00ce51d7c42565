"""Directional derivatives by hand: of x², and of a product."""

from oracle import Suite, array, call, field, host, numbers, var

suite = Suite("jvp")
x, y = array([1, -2, 3]), array([4, 5, 6])
one = suite.script("one argument")
one.let("found", call("jvp", fn=host(["v"], call("square", x=var("v"))), inputs=[x], tangents=[array([1, 10, 100])]))
one.expect(field("value", var("found")), array([1, 4, 9]))
one.expect(field("tangent", var("found")), array([2, -40, 600]))
two = suite.script("two arguments")
two.let(
    "found",
    call(
        "jvp",
        fn=host(["v", "w"], call("multiply", x1=var("v"), x2=var("w"))),
        inputs=[x, y],
        tangents=[array([1, 1, 1]), array([10, 10, 10])],
    ),
)
two.expect(field("tangent", var("found")), array([14, -15, 36]))
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
