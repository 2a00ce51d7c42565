"""torch.nn.ChannelShuffle in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("ChannelShuffle", torch.nn.ChannelShuffle, numbers((2, 6, 3, 2)), {}, {"groups": 2}, refused={"groups": 0})
