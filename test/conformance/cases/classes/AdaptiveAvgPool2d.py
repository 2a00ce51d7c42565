"""torch.nn.AdaptiveAvgPool2d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AdaptiveAvgPool2d",
    torch.nn.AdaptiveAvgPool2d,
    numbers((2, 3, 8, 9)),
    {},
    {"output_size": 3},
    {"output_size": 2},
    axes=2,
)
