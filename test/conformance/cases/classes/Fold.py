"""torch.nn.Fold in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "Fold",
    torch.nn.Fold,
    numbers((2, 12, 12)),
    {"dilation": [1, 1], "padding": [0, 0], "stride": [1, 1]},
    {"output_size": [4, 5], "kernel_size": [2, 2]},
    {"output_size": [6, 6], "kernel_size": [2, 2], "dilation": [2, 1], "padding": [1, 1], "stride": [2, 2]},
)
