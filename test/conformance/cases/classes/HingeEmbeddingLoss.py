"""torch.nn.HingeEmbeddingLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss

loss(
    "HingeEmbeddingLoss",
    torch.nn.HingeEmbeddingLoss,
    {"input": numbers((3, 4)), "target": array([[1, -1, 1, -1], [-1, 1, 1, -1], [1, 1, -1, -1]])},
    {"margin": 1.0, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"margin": 0.25},
)
