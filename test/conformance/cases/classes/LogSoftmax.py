"""torch.nn.LogSoftmax in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("LogSoftmax", lambda dim=-1: torch.nn.LogSoftmax(dim), numbers((3, 4)), {}, {"axis": 0}, {}, {"axis": 1})
