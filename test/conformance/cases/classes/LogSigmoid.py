"""torch.nn.LogSigmoid in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("LogSigmoid", torch.nn.LogSigmoid, numbers((3, 4), low=-7, high=7), {})
