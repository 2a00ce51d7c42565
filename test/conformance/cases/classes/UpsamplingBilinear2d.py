"""torch.nn.UpsamplingBilinear2d in float64."""

import torch
from oracle import numbers
from oracle.layers import layer


def make(size=None, scale_factor=None):
    return torch.nn.UpsamplingBilinear2d(size, None if scale_factor is None else scale_factor[0])


layer(
    "UpsamplingBilinear2d",
    make,
    numbers((2, 3, 3, 5)),
    {},
    {"size": [4, 7], "scale_factor": None},
    {"size": None, "scale_factor": [1.5]},
    {"size": [2, 4]},
    {"scale_factor": [2.0]},
)
