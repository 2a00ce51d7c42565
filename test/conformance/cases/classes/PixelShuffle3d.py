"""Gluon's PixelShuffle3D by its definition, in PyTorch."""

from oracle import numbers
from oracle.layers import in_functional, layer
from oracle.shuffles import pixels

layer(
    "PixelShuffle3d",
    in_functional(lambda x, upscale_factor: pixels(x, upscale_factor)),
    numbers((2, 12, 2, 1, 3)),
    {},
    {"upscale_factor": [1, 2, 3]},
    {"upscale_factor": [2, 2, 1]},
)
