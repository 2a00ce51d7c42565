"""torch.nn.PixelShuffle in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "PixelShuffle",
    torch.nn.PixelShuffle,
    numbers((2, 8, 3, 2)),
    {},
    {"upscale_factor": 2},
    refused={"upscale_factor": 0},
)
