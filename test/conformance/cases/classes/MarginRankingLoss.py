"""torch.nn.MarginRankingLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "MarginRankingLoss",
    torch.nn.MarginRankingLoss,
    {"input1": numbers((3,)), "input2": numbers((3,), seed=1), "target": array([1, -1, 1])},
    {"margin": 0.0, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"margin": 0.25},
)
