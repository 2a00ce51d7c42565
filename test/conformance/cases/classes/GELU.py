"""torch.nn.GELU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "GELU",
    torch.nn.GELU,
    numbers((3, 4)),
    {"approximate": "none"},
    {},
    {"approximate": "none"},
    {"approximate": "tanh"},
)
