"""torch.nn.Tanhshrink in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Tanhshrink", torch.nn.Tanhshrink, numbers((3, 4), low=-7, high=7), {})
