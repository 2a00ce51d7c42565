"""torch.nn.CrossEntropyLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "CrossEntropyLoss",
    torch.nn.CrossEntropyLoss,
    {"input": numbers((3, 4)), "target": array([2, 0, 3], "int64")},
    {"weight": None, "ignore_index": -100, "reduction": "mean", "label_smoothing": 0.0},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"label_smoothing": 0.25},
    {"ignore_index": -1},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
    refused={"label_smoothing": 1.5},
)
