"""torch.nn.MaxPool2d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "MaxPool2d",
    torch.nn.MaxPool2d,
    numbers((2, 3, 8, 9)),
    {"stride": None, "padding": [0, 0], "dilation": [1, 1], "ceil_mode": False},
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "ceil_mode": True},
    axes=2,
    indices=True,
)
