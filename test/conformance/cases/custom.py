"""A square and its gradient as functions of the host."""

from oracle import Suite, array, call, get, host, put, var

suite = Suite("custom")
x = array([1, -2, 3])
square = host(["a"], call("multiply", x1=var("a"), x2=var("a")))
slope = host(["g", "a"], {"list": [call("multiply", x1=call("multiply", x1=var("g"), x2=var("a")), x2=2)]})

forward = suite.script("forward")
forward.expect(call("custom", inputs=[x], forward=square), array([1, 4, 9]))
two = suite.script("two inputs")
two.let("x", x)
two.let("y", array([10, 20, 30]))
two.expect(
    call("custom", inputs=[var("x"), var("y")], forward=host(["a", "b"], call("subtract", x1=var("a"), x2=var("b")))),
    array([-9, -22, -27]),
)
shaped = suite.script("a shape and a dtype of its own")
shaped.let("x", x)
total = host(["a"], call("sum", x=call("astype", x=var("a"), dtype="float64")))
shaped.expect(call("custom", inputs=[var("x")], forward=total, shape=[], dtype="float64"), array(2, "float64"))
backward = suite.script("its gradient")
backward.let("x", x)
backward.do(put("Tensor.requires_grad", var("x"), True))
backward.do(call("backward", x=call("sum", x=call("custom", inputs=[var("x")], forward=square, gradient=slope))))
backward.expect(get("Tensor.grad", var("x")), array([2, -4, 6]))
wrong = suite.script("another shape than it says")
wrong.let("x", x)
wrong.fails(
    call("custom", inputs=[var("x")], forward=host(["a"], call("sum", x=var("a")))), "shape", "forward", ["[]", "[3]"]
)
kind = suite.script("another dtype than it says")
kind.let("x", x)
kind.fails(
    call("custom", inputs=[var("x")], forward=host(["a"], call("astype", x=var("a"), dtype="float64"))),
    "dtype",
    "forward",
    ["float64"],
)
none = suite.script("without a gradient")
none.let("x", x)
none.do(put("Tensor.requires_grad", var("x"), True))
none.let("y", call("sum", x=call("custom", inputs=[var("x")], forward=square, gradient=None)))
none.fails(call("backward", x=var("y")), "gradient", "gradient", operator="custom")
suite.fails("no inputs", "value", "inputs", ["empty"], inputs=[], forward=square)
suite.caused_elsewhere(
    "host",
    "c-api/test/object_test.cc: RunsOnTheCallingThread",
    "the languages raise the error of their own function again",
)
