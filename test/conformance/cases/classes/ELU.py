"""torch.nn.ELU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("ELU", torch.nn.ELU, numbers((3, 4)), {"alpha": 1.0}, {}, {"alpha": 2.0})
