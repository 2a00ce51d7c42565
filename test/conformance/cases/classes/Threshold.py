"""torch.nn.Threshold in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Threshold", torch.nn.Threshold, numbers((3, 4)), {}, {"threshold": 0.5, "value": -3.0})
