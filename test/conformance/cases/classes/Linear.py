"""torch.nn.Linear in float64, with weights and biases of Philox."""

from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import linear, plain, tensor

suite = Suite("Linear")


def values(found, dtype="float32"):
    return array(plain(found), dtype)


script = suite.script("with a bias")
script.let("layer", new("Linear", in_features=3, out_features=2))
layer, x = linear(Stream(0), 3, 2), numbers((4, 3))
script.expect(get("Linear.weight", var("layer")), values(layer.weight))
script.expect(get("Linear.bias", var("layer")), values(layer.bias))
script.expect(get("Linear.in_features", var("layer")), 3)
script.expect(get("Linear.out_features", var("layer")), 2)
script.expect(call("Linear.forward", self_=var("layer"), x=x), values(layer(tensor(x))))
script.expect(call("Module.call", self_=var("layer"), x=x), values(layer(tensor(x))))
script.fails(
    call("Linear.forward", self_=var("layer"), x=numbers((4, 2))), "shape", "x", ["[4, 2]", "3"], operator="linear"
)
bare = suite.script("without a bias")
bare.let("layer", new("Linear", in_features=3, out_features=2, bias=False))
bare.expect(get("Linear.bias", var("layer")), None)
bare.expect(call("Linear.forward", self_=var("layer"), x=x), values(linear(Stream(0), 3, 2, bias=False)(tensor(x))))
wide = suite.script("in float64")
wide.let("layer", new("Linear", in_features=2, out_features=3, bias=True, dtype="float64"))
x64 = numbers((2,), "float64")
wide.expect(
    call("Linear.forward", self_=var("layer"), x=x64),
    values(linear(Stream(0), 2, 3, dtype="float64")(tensor(x64)), "float64"),
)
learns = suite.script("its gradients")
layer(tensor(x)).sum().backward()
learns.let("layer", new("Linear", in_features=3, out_features=2))
learns.do(call("backward", x=call("sum", x=call("Linear.forward", self_=var("layer"), x=x))))
learns.expect(get("Tensor.grad", get("Linear.weight", var("layer"))), values(layer.weight.grad))
learns.expect(get("Tensor.grad", get("Linear.bias", var("layer"))), values(layer.bias.grad))
wrong = suite.script("no inputs")
wrong.fails(new("Linear", in_features=0, out_features=2), "value", "in_features", ["0"])
