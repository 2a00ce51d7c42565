"""torch.nn.BCEWithLogitsLoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "BCEWithLogitsLoss",
    torch.nn.BCEWithLogitsLoss,
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1, low=0, high=1)},
    {"weight": None, "pos_weight": None, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
    {"pos_weight": numbers((4,), seed=2, low=0.5, high=2)},
)
