"""torch.nn.BCELoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "BCELoss",
    torch.nn.BCELoss,
    {"input": numbers((3, 4), low=0.1, high=0.9), "target": numbers((3, 4), seed=1, low=0, high=1)},
    {"weight": None, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
)
