"""torch.nn.PixelUnshuffle in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "PixelUnshuffle",
    torch.nn.PixelUnshuffle,
    numbers((2, 2, 4, 6)),
    {},
    {"downscale_factor": 2},
    refused={"downscale_factor": 0},
)
