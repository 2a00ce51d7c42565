"""torch.nn.LayerNorm in float64."""

import torch
from oracle import Suite, numbers
from oracle.layers import with_parameters

suite = Suite("LayerNorm")
sizes = {"normalized_shape": [4, 2]}
told = {"eps": 1e-5, "elementwise_affine": True}
settings = [("defaults", {}), ("eps", {"eps": 0.5}), ("without parameters", {"elementwise_affine": False})]
for name, given in [*settings, ("without a bias", {"bias": False})]:
    module = torch.nn.LayerNorm(**sizes, **given)
    with_parameters(suite, name, numbers((3, 4, 2)), {**sizes, **given}, module, {**told, **given})
x = numbers((3, 4, 2), "float64")
with_parameters(suite, "in float64", x, {**sizes, "dtype": "float64"}, torch.nn.LayerNorm(**sizes), dtype="float64")
