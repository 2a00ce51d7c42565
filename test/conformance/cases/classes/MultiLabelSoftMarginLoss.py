"""torch.nn.MultiLabelSoftMarginLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "MultiLabelSoftMarginLoss",
    torch.nn.MultiLabelSoftMarginLoss,
    {"input": numbers((3, 4)), "target": array([[1, 0, 1, 0], [0, 1, 1, 0], [1, 1, 0, 0]])},
    {"weight": None, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"weight": numbers((4,), seed=2, low=0.5, high=2)},
)
