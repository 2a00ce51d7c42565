"""Gluon's PixelShuffle1D by its definition, in PyTorch."""

from oracle import numbers
from oracle.layers import in_functional, layer
from oracle.shuffles import pixels

shuffled = lambda x, upscale_factor: pixels(x, [upscale_factor])
layer(
    "PixelShuffle1d",
    in_functional(shuffled),
    numbers((2, 6, 4)),
    {},
    {"upscale_factor": 3},
    refused={"upscale_factor": 0},
)
