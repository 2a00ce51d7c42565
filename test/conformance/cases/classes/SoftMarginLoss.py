"""torch.nn.SoftMarginLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "SoftMarginLoss",
    torch.nn.SoftMarginLoss,
    {"input": numbers((3, 4)), "target": array([[1, -1, 1, -1], [-1, 1, 1, -1], [1, 1, -1, -1]])},
    {"reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
)
