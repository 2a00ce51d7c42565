"""torch.nn.GLU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("GLU", torch.nn.GLU, numbers((4, 6)), {}, {"axis": 0}, {}, {"axis": 1})
