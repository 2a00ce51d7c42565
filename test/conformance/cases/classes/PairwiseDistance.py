"""torch.nn.PairwiseDistance in float64."""

import torch
from oracle import numbers
from oracle.layers import loss


def make(keepdims=False, **given):
    return torch.nn.PairwiseDistance(**given, keepdim=keepdims)


loss(
    "PairwiseDistance",
    make,
    {"x1": numbers((3, 4)), "x2": numbers((3, 4), seed=1)},
    {"p": 2.0, "eps": 1e-6, "keepdims": False},
    {"p": 1.0, "eps": 0.5},
    {"keepdims": True},
)
