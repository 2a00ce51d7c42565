"""torch.nn.Hardsigmoid in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Hardsigmoid", torch.nn.Hardsigmoid, numbers((3, 4), low=-7, high=7), {})
