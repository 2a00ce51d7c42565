"""torch.nn.GaussianNLLLoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "GaussianNLLLoss",
    torch.nn.GaussianNLLLoss,
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1), "variance": numbers((3, 4), seed=2, low=0.5, high=2)},
    {"full": False, "eps": 1e-6, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"full": True},
    {"eps": 1.0},
    refused={"eps": 0.0},
)
