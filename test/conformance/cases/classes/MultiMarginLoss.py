"""torch.nn.MultiMarginLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "MultiMarginLoss",
    torch.nn.MultiMarginLoss,
    {"input": numbers((3, 4)), "target": array([2, 0, 3], "int64")},
    {"p": 1, "margin": 1.0, "weight": None, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"p": 2, "margin": 0.5},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
    refused={"p": 3},
)
