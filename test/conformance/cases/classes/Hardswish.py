"""torch.nn.Hardswish in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Hardswish", torch.nn.Hardswish, numbers((3, 4), low=-7, high=7), {})
