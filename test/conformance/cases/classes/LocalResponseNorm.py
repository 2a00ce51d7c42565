"""torch.nn.LocalResponseNorm in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "LocalResponseNorm",
    torch.nn.LocalResponseNorm,
    numbers((2, 5, 3)),
    {"alpha": 0.0001, "beta": 0.75, "k": 1.0},
    {"size": 3},
    {"size": 2, "alpha": 0.5, "beta": 0.5, "k": 2.0},
    refused={"size": 0},
)
