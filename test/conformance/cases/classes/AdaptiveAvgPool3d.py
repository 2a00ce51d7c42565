"""torch.nn.AdaptiveAvgPool3d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AdaptiveAvgPool3d",
    torch.nn.AdaptiveAvgPool3d,
    numbers((2, 2, 6, 7, 6)),
    {},
    {"output_size": 3},
    {"output_size": 2},
    axes=3,
)
