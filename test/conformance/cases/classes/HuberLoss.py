"""torch.nn.functional in float64."""

import torch
from oracle import numbers
from oracle.layers import in_functional, loss

loss(
    "HuberLoss",
    in_functional(torch.nn.functional.huber_loss),
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1)},
    {"weight": None, "reduction": "mean", "delta": 1.0},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"delta": 0.5},
    {"weight": numbers((3, 4), seed=2, low=0.5, high=2)},
    refused={"delta": 0.0},
)
