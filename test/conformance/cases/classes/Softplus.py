"""torch.nn.Softplus in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "Softplus",
    torch.nn.Softplus,
    numbers((3, 4)),
    {"beta": 1.0, "threshold": 20.0},
    {},
    {"beta": 2.0, "threshold": 1.0},
    refused={"beta": 0.0},
)
