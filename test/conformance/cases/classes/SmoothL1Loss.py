"""torch.nn.SmoothL1Loss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "SmoothL1Loss",
    torch.nn.SmoothL1Loss,
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1)},
    {"reduction": "mean", "beta": 1.0},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"beta": 0.5},
    refused={"beta": -1.0},
)
