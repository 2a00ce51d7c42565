"""One layer after the other."""

import numpy as np
from oracle import Stream, Suite, array, call, get, item, key, new, numbers, var

suite = Suite("Sequential")
x = numbers((2, 3))
script = suite.script("two linear layers")
script.let(
    "net",
    new(
        "Sequential",
        layers=[
            new("Linear", in_features=3, out_features=4),
            new("ReLU"),
            new("Linear", in_features=4, out_features=2, bias=False),
        ],
    ),
)
stream = Stream(0)
a = 1 / np.sqrt(3)
w1, b1, w2 = stream.uniform((4, 3), -a, a), stream.uniform((4,), -a, a), stream.uniform((2, 4), -0.5, 0.5)
script.expect(get("Sequential.length", var("net")), 3)
script.expect(call("Sequential.forward", self_=var("net"), x=x), array(np.maximum(x.values @ w1.T + b1, 0) @ w2.T))
script.expect(item(2, call("Module.parameters", self_=var("net"))), array(w2))
script.expect(key("0.bias", call("Module.named_parameters", self_=var("net"))), array(b1))
script.fails(call("Module.call", self_=var("net"), x=numbers((2, 2))), "shape", "x", ["0", "[2, 2]"], operator="linear")
empty = suite.script("no layers")
empty.let("net", new("Sequential", layers=[]))
empty.expect(call("Sequential.forward", self_=var("net"), x=x), x, exact=True)
