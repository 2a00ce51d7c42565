"""torch.nn.SELU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("SELU", torch.nn.SELU, numbers((3, 4), low=-7, high=7), {})
