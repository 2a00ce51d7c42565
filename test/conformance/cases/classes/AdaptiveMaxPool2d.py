"""torch.nn.AdaptiveMaxPool2d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AdaptiveMaxPool2d",
    torch.nn.AdaptiveMaxPool2d,
    numbers((2, 3, 8, 9)),
    {},
    {"output_size": 3},
    {"output_size": 2},
    axes=2,
    indices=True,
)
