"""torch.nn.Unflatten in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer(
    "Unflatten",
    lambda dim, sizes: torch.nn.Unflatten(dim, tuple(sizes)),
    numbers((2, 6)),
    {},
    {"axis": 1, "sizes": [2, 3]},
    {"axis": 0, "sizes": [2, 1]},
)
