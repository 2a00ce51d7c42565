"""torch.nn.AdaptiveMaxPool1d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AdaptiveMaxPool1d",
    torch.nn.AdaptiveMaxPool1d,
    numbers((2, 3, 9)),
    {},
    {"output_size": 3},
    {"output_size": 2},
    indices=True,
)
