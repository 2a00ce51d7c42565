"""torch.nn.AvgPool2d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "AvgPool2d",
    torch.nn.AvgPool2d,
    numbers((2, 3, 8, 9)),
    {"stride": None, "padding": [0, 0], "ceil_mode": False, "count_include_pad": True, "divisor_override": None},
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False},
    {"kernel_size": 2, "divisor_override": 3},
    axes=2,
    refused={"divisor_override": 0},
)
