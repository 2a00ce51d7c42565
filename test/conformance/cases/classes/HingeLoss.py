"""max(0, margin - target input)^p in float64, in PyTorch."""

from oracle import array, numbers
from oracle.layers import in_functional, loss
from oracle.losses import hinge

loss(
    "HingeLoss",
    in_functional(hinge),
    {"input": numbers((3, 4)), "target": array([[1, -1, 1, -1], [-1, 1, 1, -1], [1, 1, -1, -1]])},
    {"margin": 1.0, "p": 1, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"margin": 0.5, "p": 2},
    refused={"p": 0},
)
