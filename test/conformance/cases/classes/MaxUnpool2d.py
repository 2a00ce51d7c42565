"""torch.nn.MaxUnpool2d in float64."""

import torch
from oracle.unpooling import unpooling_class
from torch.nn.functional import max_pool2d

unpooling_class("MaxUnpool2d", max_pool2d, torch.nn.MaxUnpool2d, 2)
