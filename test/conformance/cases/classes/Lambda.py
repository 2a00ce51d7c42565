"""What the function gives in PyTorch, in float64, between linear layers with weights of Philox."""

from oracle import FLOATING, Array, Stream, Suite, array, call, function, get, host, item, new, numbers, var
from oracle.pytorch import linear, plain, tensor

suite = Suite("Lambda")
doubled = host(["a"], call("multiply", x1=call("tanh", x=var("a")), x2=2.0))
for dtype in FLOATING:
    own, x = suite.script(f"a function of the host, {dtype}"), numbers((2, 3), dtype)
    own.let("layer", new("Lambda", fn=doubled))
    own.expect(call("Lambda.forward", self_=var("layer"), x=x), Array(plain(tensor(x).tanh() * 2), dtype))
engine = suite.script("a function of the engine")
engine.let("layer", new("Lambda", fn=function("abs")))
for shape in [(2, 3), (), (0, 2)]:
    x = numbers(shape)
    engine.expect(call("Lambda.forward", self_=var("layer"), x=x), Array(abs(x.values), "float32"))
engine.expect(
    call("Lambda.forward", self_=var("layer"), x=numbers((3,), "int32")),
    Array(abs(numbers((3,), "int32").values), "int32"),
)
between = suite.script("between layers")
layers = [
    new("Linear", in_features=3, out_features=4),
    new("Lambda", fn=doubled),
    new("Linear", in_features=4, out_features=2),
]
between.let("net", new("Sequential", layers=layers))
stream = Stream(0)
one, two = linear(stream, 3, 4), linear(stream, 4, 2)
x = numbers((2, 3))
out = two(one(tensor(x)).tanh() * 2)
between.let("out", call("Module.call", self_=var("net"), x=x))
between.expect(var("out"), array(plain(out)))
out.sum().backward()
between.do(call("backward", x=call("sum", x=var("out"))))
for i, parameter in enumerate([one.weight, one.bias, two.weight, two.bias]):
    grad = get("Tensor.grad", item(i, call("Module.parameters", self_=var("net"))))
    between.expect(grad, array(plain(parameter.grad)))
several = suite.script("two tensors", typed=False)
several.let("layer", new("Lambda", fn=host(["a"], {"list": [var("a"), var("a")]})))
several.fails(call("Lambda.forward", self_=var("layer"), x=x), "type", None)
