"""x @ weight.T + bias with weights and biases of Philox, uniform in ±1/√in_features, as torch.nn.Linear."""

import numpy as np
from oracle import Stream, Suite, array, call, get, new, numbers, var

suite = Suite("Linear")


def parts(stream, inputs, outputs, dtype="float32"):
    bound = 1 / np.sqrt(inputs)
    return stream.uniform((outputs, inputs), -bound, bound, dtype), stream.uniform((outputs,), -bound, bound, dtype)


script = suite.script("with a bias")
script.let("layer", new("Linear", in_features=3, out_features=2))
weight, bias = parts(Stream(0), 3, 2)
x = numbers((4, 3))
script.expect(get("Linear.weight", var("layer")), array(weight))
script.expect(get("Linear.bias", var("layer")), array(bias))
script.expect(get("Linear.in_features", var("layer")), 3)
script.expect(get("Linear.out_features", var("layer")), 2)
script.expect(call("Linear.forward", self_=var("layer"), x=x), array(x.values @ weight.T + bias))
script.expect(call("Module.call", self_=var("layer"), x=x), array(x.values @ weight.T + bias))
script.fails(
    call("Linear.forward", self_=var("layer"), x=numbers((4, 2))), "shape", "x", ["[4, 2]", "3"], operator="linear"
)
bare = suite.script("without a bias")
bare.let("layer", new("Linear", in_features=3, out_features=2, bias=False))
bare.expect(get("Linear.bias", var("layer")), None)
bare.expect(call("Linear.forward", self_=var("layer"), x=x), array(x.values @ weight.T))
wide = suite.script("in float64")
wide.let("layer", new("Linear", in_features=2, out_features=3, bias=True, dtype="float64"))
weight, bias = parts(Stream(0), 2, 3, "float64")
wide.expect(
    call("Linear.forward", self_=var("layer"), x=numbers((2,), "float64")),
    array(numbers((2,), "float64").values @ weight.T + bias, "float64"),
)
learns = suite.script("its gradients")
learns.let("layer", new("Linear", in_features=3, out_features=2))
learns.do(call("backward", x=call("sum", x=call("Linear.forward", self_=var("layer"), x=x))))
learns.expect(get("Tensor.grad", get("Linear.weight", var("layer"))), array(np.tile(x.values.sum(0), (2, 1))))
learns.expect(get("Tensor.grad", get("Linear.bias", var("layer"))), array([4, 4]))
wrong = suite.script("no inputs")
wrong.fails(new("Linear", in_features=0, out_features=2), "value", "in_features", ["0"])
