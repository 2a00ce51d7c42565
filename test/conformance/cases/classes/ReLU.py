"""torch.nn.ReLU."""

import torch
from oracle import Suite, array, call, new, var
from oracle.pytorch import plain, tensor

suite = Suite("ReLU")
x = array([[-1, 0, 2.5]])
script = suite.script("forward")
script.let("layer", new("ReLU"))
script.expect(call("ReLU.forward", self_=var("layer"), x=x), array(plain(torch.nn.ReLU()(tensor(x)))))
