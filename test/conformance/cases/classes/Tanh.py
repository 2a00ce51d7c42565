"""torch.nn.Tanh in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Tanh", torch.nn.Tanh, numbers((3, 4), low=-7, high=7), {})
