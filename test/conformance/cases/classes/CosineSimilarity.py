"""torch.nn.CosineSimilarity in float64."""

import torch
from oracle import numbers
from oracle.layers import loss

loss(
    "CosineSimilarity",
    torch.nn.CosineSimilarity,
    {"x1": numbers((3, 4)), "x2": numbers((3, 4), seed=1)},
    {"axis": 1, "eps": 1e-8},
    {"axis": 0},
    {"eps": 4.0},
    refused={"eps": -1.0},
)
