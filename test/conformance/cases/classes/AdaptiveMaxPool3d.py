"""torch.nn.AdaptiveMaxPool3d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AdaptiveMaxPool3d",
    torch.nn.AdaptiveMaxPool3d,
    numbers((2, 2, 6, 7, 6)),
    {},
    {"output_size": 3},
    {"output_size": 2},
    axes=3,
    indices=True,
)
