"""torch.nn.Sequential in float64, with weights of Philox."""

import torch
from oracle import Stream, Suite, array, call, get, item, key, new, numbers, var
from oracle.pytorch import linear, plain, tensor

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
net = torch.nn.Sequential(linear(stream, 3, 4), torch.nn.ReLU(), linear(stream, 4, 2, bias=False))
script.expect(get("Sequential.length", var("net")), 3)
script.expect(call("Sequential.forward", self_=var("net"), x=x), array(plain(net(tensor(x)))))
script.expect(item(2, call("Module.parameters", self_=var("net"))), array(plain(net[2].weight)))
script.expect(key("0.bias", call("Module.named_parameters", self_=var("net"))), array(plain(net[0].bias)))
script.fails(call("Module.call", self_=var("net"), x=numbers((2, 2))), "shape", "x", ["0", "[2, 2]"], operator="linear")
more = suite.script("appended, and looked at")
more.let("net", new("Sequential", layers=[new("Linear", in_features=3, out_features=4)]))
more.do(call("Sequential.append", self_=var("net"), child=new("ReLU")))
one = torch.nn.Sequential(linear(Stream(0), 3, 4), torch.nn.ReLU())
more.expect(call("Sequential.forward", self_=var("net"), x=x), array(plain(one(tensor(x)))))
more.expect(
    call("Module.call", self_=call("Sequential.get", self_=var("net"), index=0), x=x), array(plain(one[0](tensor(x))))
)
more.expect(get("Module.name", item(1, call("Sequential.children", self_=var("net")))), "1")
more.fails(call("Sequential.get", self_=var("net"), index=2), "index", "index", ["{2}"])
more.fails(call("Sequential.append", self_=var("net"), child=var("net")), "value", "child")
empty = suite.script("no layers")
empty.let("net", new("Sequential", layers=[]))
empty.expect(call("Sequential.forward", self_=var("net"), x=x), x, exact=True)
