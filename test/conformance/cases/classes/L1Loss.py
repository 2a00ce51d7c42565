"""torch.nn.functional in float64."""

import torch
from oracle import numbers
from oracle.layers import in_functional, loss

loss(
    "L1Loss",
    in_functional(torch.nn.functional.l1_loss),
    {"input": numbers((3, 4)), "target": numbers((3, 4), seed=1)},
    {"weight": None, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"weight": numbers((3, 4), seed=2, low=0.5, high=2)},
)
