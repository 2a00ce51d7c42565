"""torch.nn.Unfold in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "Unfold",
    torch.nn.Unfold,
    numbers((2, 3, 5, 6)),
    {"dilation": [1, 1], "padding": [0, 0], "stride": [1, 1]},
    {"kernel_size": [2, 3]},
    {"kernel_size": 2, "dilation": 2, "padding": 1, "stride": 2},
    axes=2,
)
