"""torch.nn.Hardshrink in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Hardshrink", torch.nn.Hardshrink, numbers((3, 4)), {"lambd": 0.5}, {}, {"lambd": 1.0})
