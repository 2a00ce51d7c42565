"""torch.nn.MaxPool3d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "MaxPool3d",
    torch.nn.MaxPool3d,
    numbers((2, 2, 6, 7, 6)),
    {"stride": None, "padding": [0, 0, 0], "dilation": [1, 1, 1], "ceil_mode": False},
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "ceil_mode": True},
    axes=3,
    indices=True,
)
