"""torch.nn.NLLLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "NLLLoss",
    torch.nn.NLLLoss,
    {"input": numbers((3, 4)), "target": array([2, 0, 3], "int64")},
    {"weight": None, "ignore_index": -100, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
    {"ignore_index": -1},
)
