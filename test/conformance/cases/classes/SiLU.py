"""torch.nn.SiLU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("SiLU", torch.nn.SiLU, numbers((3, 4), low=-7, high=7), {})
