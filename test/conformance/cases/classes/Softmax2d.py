"""torch.nn.Softmax2d in float64."""

import torch
from oracle import call, new, numbers, var
from oracle.layers import layer

suite = layer("Softmax2d", torch.nn.Softmax2d, numbers((2, 3, 2, 4)), {})
wrong = suite.script("other numbers of axes")
wrong.let("layer", new("Softmax2d"))
wrong.fails(call("Softmax2d.forward", self_=var("layer"), x=numbers((2, 3))), "shape", "x", ["[2, 3]"])
