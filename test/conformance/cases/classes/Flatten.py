"""torch.nn.Flatten."""

import torch
from oracle import Suite, array, call, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("Flatten")
x = numbers((2, 3, 4))
script = suite.script("forward")
script.let("layer", new("Flatten"))
script.expect(call("Flatten.forward", self_=var("layer"), x=x), array(plain(torch.nn.Flatten()(tensor(x)))), exact=True)
scalar = suite.script("a tensor without axes")
scalar.let("layer", new("Flatten"))
scalar.fails(call("Flatten.forward", self_=var("layer"), x=array(1)), "index", "start_axis", operator="flatten")
