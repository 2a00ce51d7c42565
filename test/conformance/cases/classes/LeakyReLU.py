"""torch.nn.LeakyReLU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("LeakyReLU", torch.nn.LeakyReLU, numbers((3, 4)), {"negative_slope": 0.01}, {}, {"negative_slope": 0.5})
