"""torch.nn.Mish in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Mish", torch.nn.Mish, numbers((3, 4), low=-7, high=7), {})
