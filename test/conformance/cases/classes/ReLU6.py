"""torch.nn.ReLU6 in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("ReLU6", torch.nn.ReLU6, numbers((3, 4), low=-7, high=7), {})
