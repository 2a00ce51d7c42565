"""torch.nn.CTCLoss in float64."""

import torch
from oracle import array
from oracle.ctc import sequences
from oracle.layers import loss

loss(
    "CTCLoss",
    torch.nn.CTCLoss,
    {**sequences(), "input_lengths": array([1, 4, 3], "int64")},  # no place for the first example's labels
    {"blank": 0, "reduction": "mean", "zero_infinity": False},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"blank": 0, "zero_infinity": True},
)
