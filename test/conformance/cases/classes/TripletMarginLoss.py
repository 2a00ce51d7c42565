"""torch.nn.TripletMarginLoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "TripletMarginLoss",
    torch.nn.TripletMarginLoss,
    {"anchor": numbers((3, 4)), "positive": numbers((3, 4), seed=1), "negative": numbers((3, 4), seed=2)},
    {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"margin": 0.5, "p": 1.0, "swap": True},
    {"eps": 0.5},
    refused={"margin": 0.0},
)
