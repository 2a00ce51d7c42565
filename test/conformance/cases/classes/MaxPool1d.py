"""torch.nn.MaxPool1d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "MaxPool1d",
    torch.nn.MaxPool1d,
    numbers((2, 3, 9)),
    {"stride": None, "padding": 0, "dilation": 1, "ceil_mode": False},
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "ceil_mode": True},
    indices=True,
)
