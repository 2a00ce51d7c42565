"""torch.nn.GroupNorm in float64."""

import torch
from oracle import Suite, new, numbers
from oracle.layers import with_parameters

suite = Suite("GroupNorm")
sizes = {"num_groups": 2, "num_channels": 4}
told = {"eps": 1e-5, "affine": True}
for name, given in [("defaults", {}), ("eps", {"eps": 0.5}), ("without parameters", {"affine": False})]:
    module = torch.nn.GroupNorm(**sizes, **given)
    with_parameters(suite, name, numbers((3, 4, 2)), {**sizes, **given}, module, {**told, **given})
x = numbers((3, 4, 2), "float64")
with_parameters(suite, "in float64", x, {**sizes, "dtype": "float64"}, torch.nn.GroupNorm(**sizes), dtype="float64")
wrong = suite.script("what does not fit")
wrong.fails(new("GroupNorm", num_groups=0, num_channels=4), "value", "num_groups", ["0"])
wrong.fails(new("GroupNorm", num_groups=3, num_channels=4), "value", "num_channels", ["4"])
