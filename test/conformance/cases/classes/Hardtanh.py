"""torch.nn.Hardtanh in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "Hardtanh",
    torch.nn.Hardtanh,
    numbers((3, 4)),
    {"min_value": -1.0, "max_value": 1.0},
    {},
    {"min_value": -0.5, "max_value": 1.5},
)
