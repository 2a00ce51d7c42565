"""torch.nn.LPPool3d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "LPPool3d",
    torch.nn.LPPool3d,
    numbers((2, 2, 4, 5, 4), low=0.25),
    {"stride": None, "ceil_mode": False},
    {"norm_type": 2.0, "kernel_size": 2},
    {"norm_type": 1.0, "kernel_size": 3, "stride": 2, "ceil_mode": True},
    axes=3,
)
