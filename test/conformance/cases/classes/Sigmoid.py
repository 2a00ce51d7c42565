"""torch.nn.Sigmoid in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Sigmoid", torch.nn.Sigmoid, numbers((3, 4), low=-7, high=7), {})
