"""torch.nn.CosineEmbeddingLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "CosineEmbeddingLoss",
    torch.nn.CosineEmbeddingLoss,
    {"input1": numbers((3, 4)), "input2": numbers((3, 4), seed=1), "target": array([1, -1, 1])},
    {"margin": 0.0, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"margin": 0.25},
)
