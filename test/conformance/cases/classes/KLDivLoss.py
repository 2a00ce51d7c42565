"""torch.nn.KLDivLoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "KLDivLoss",
    torch.nn.KLDivLoss,
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1, low=0, high=1)},
    {"reduction": "mean", "log_target": False},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"reduction": "batchmean"},
    {"log_target": True},
)
