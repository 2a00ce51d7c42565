"""torch.nn.RMSNorm in float64."""

import torch
from oracle import Suite, numbers
from oracle.layers import with_parameters

suite = Suite("RMSNorm")
sizes = {"normalized_shape": [4, 2]}
for name, given in [("eps", {"eps": 0.5}), ("without parameters", {"eps": 0.5, "elementwise_affine": False})]:
    module = torch.nn.RMSNorm(**sizes, **given)
    told = {"elementwise_affine": True, **given}
    with_parameters(suite, name, numbers((3, 4, 2)), {**sizes, **given}, module, told)
x = numbers((3, 4, 2), "float64")
module = torch.nn.RMSNorm(**sizes)
with_parameters(suite, "in float64", x, {**sizes, "dtype": "float64"}, module, {"eps": None}, dtype="float64")
