"""torch.nn.PoissonNLLLoss in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "PoissonNLLLoss",
    torch.nn.PoissonNLLLoss,
    {"input": numbers((3, 4), low=0.25), "target": numbers((3, 4), seed=1, low=0.5, high=4)},
    {"log_input": True, "full": False, "eps": 1e-8, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"full": True},
    {"log_input": False, "eps": 0.5},
    refused={"eps": -1.0},
)
