"""torch.nn.Flatten."""

import torch
from oracle import Suite, array, call, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("Flatten")
x = numbers((2, 3, 4))
script = suite.script("forward")
script.let("layer", new("Flatten"))
script.expect(call("Flatten.forward", self_=var("layer"), x=x), array(plain(torch.nn.Flatten()(tensor(x)))), exact=True)
