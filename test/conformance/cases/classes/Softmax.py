"""torch.nn.Softmax in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Softmax", lambda dim=-1: torch.nn.Softmax(dim), numbers((3, 4)), {}, {"axis": 0}, {}, {"axis": 1})
