"""torch.nn.Softmin in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Softmin", lambda dim=-1: torch.nn.Softmin(dim), numbers((3, 4)), {}, {"axis": 0}, {}, {"axis": 1})
