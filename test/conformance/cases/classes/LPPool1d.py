"""torch.nn.LPPool1d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "LPPool1d",
    torch.nn.LPPool1d,
    numbers((2, 3, 9), low=0.25),
    {"stride": None, "ceil_mode": False},
    {"norm_type": 2.0, "kernel_size": 2},
    {"norm_type": 1.0, "kernel_size": 3, "stride": 2, "ceil_mode": True},
)
