"""torch.cat of what torch.nn.Linear and torch.nn.ReLU give, in float64, with weights of Philox."""

import torch
from oracle import Stream, Suite, array, call, get, key, new, numbers, var
from oracle.pytorch import linear, plain, tensor

suite = Suite("Concatenate")
x = numbers((4, 3))
module = linear(Stream(0), 3, 2)


def branches(**given):
    return new("Concatenate", layers=[new("Linear", in_features=3, out_features=2), new("ReLU")], **given)


script = suite.script("two branches")
script.let("net", branches())
script.expect(get("Concatenate.length", var("net")), 2)
script.expect(get("Concatenate.axis", var("net")), -1, exact=True)
out = torch.cat([module(tensor(x)), torch.relu(tensor(x))], -1)
script.let("out", call("Concatenate.forward", self_=var("net"), x=x))
script.expect(var("out"), array(plain(out)))
script.do(call("backward", x=call("sum", x=call("square", x=var("out")))))
(out**2).sum().backward()
for name, parameter in module.named_parameters():
    own = key(f"0.{name}", call("Module.named_parameters", self_=var("net")))
    script.expect(own, array(plain(parameter)))
    script.expect(get("Tensor.grad", own), array(plain(parameter.grad)))
along = suite.script("along another axis")
along.let("net", new("Concatenate", layers=[new("ReLU"), new("Identity"), new("Tanh")], axis=0))
along.expect(get("Concatenate.axis", var("net")), 0, exact=True)
t = tensor(x)
found = array(plain(torch.cat([torch.relu(t), t, torch.tanh(t)])))
along.expect(call("Concatenate.forward", self_=var("net"), x=x), found)
wrong = suite.script("no branches")
wrong.fails(new("Concatenate", layers=[]), "value", "layers", ["none"])
