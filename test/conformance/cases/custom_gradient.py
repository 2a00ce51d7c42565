"""The gradient function of custom, called with the gradient and the inputs."""

from oracle import Suite, array, call, host, item, var

suite = Suite("custom_gradient")
x = array([1, -2, 3])
slope = host(["g", "a"], {"list": [call("multiply", x1=call("multiply", x1=var("g"), x2=var("a")), x2=2)]})
script = suite.script("one input")
script.let("parts", call("custom_gradient", tensors=[array([1, 1, 10]), x], gradient=slope))
script.expect(item(0, var("parts")), array([2, -4, 60]))
both = suite.script("two inputs")
two = host(
    ["g", "a", "b"], {"list": [call("multiply", x1=var("g"), x2=var("b")), call("multiply", x1=var("g"), x2=var("a"))]}
)
both.let("parts", call("custom_gradient", tensors=[array([1, 1, 10]), x, array([4, 5, 6])], gradient=two))
both.expect(item(0, var("parts")), array([4, 5, 60]))
both.expect(item(1, var("parts")), array([1, -2, 30]))
wrong = suite.script("another shape than the input's")
wrong.let("x", x)
wrong.fails(
    call(
        "custom_gradient",
        tensors=[array([1, 1, 1]), var("x")],
        gradient=host(["g", "a"], {"list": [call("sum", x=var("g"))]}),
    ),
    "shape",
    "gradient",
    ["[]", "[3]"],
)
kind = suite.script("another dtype than the input's")
kind.let("x", x)
kind.fails(
    call(
        "custom_gradient",
        tensors=[array([1, 1, 1]), var("x")],
        gradient=host(["g", "a"], {"list": [call("astype", x=var("g"), dtype="float64")]}),
    ),
    "dtype",
    "gradient",
    ["float64"],
)
suite.caused_elsewhere(
    "host",
    "core/ops/making_test.cc: RunsForwardAndGradientOfTheHost",
    "the languages raise the error of their own function again",
)
