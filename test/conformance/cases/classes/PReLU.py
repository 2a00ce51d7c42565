"""torch.nn.PReLU in float64."""

import torch
from oracle import Suite, new, numbers
from oracle.layers import with_parameters

suite = Suite("PReLU")
x = numbers((2, 3, 4))
with_parameters(suite, "defaults", x, {}, torch.nn.PReLU(), {"num_parameters": 1, "init": 0.25})
with_parameters(suite, "for each channel", x, {"num_parameters": 3, "init": 0.5}, torch.nn.PReLU(3, 0.5))
wide = {"num_parameters": 3, "dtype": "float64"}
with_parameters(suite, "in float64", numbers((2, 3), "float64"), wide, torch.nn.PReLU(3), dtype="float64")
wrong = suite.script("no slopes")
wrong.fails(new("PReLU", num_parameters=0), "value", "num_parameters", ["0"])
