"""torch.nn.MaxUnpool1d in float64."""

import torch
from oracle.unpooling import unpooling_class
from torch.nn.functional import max_pool1d

unpooling_class("MaxUnpool1d", max_pool1d, torch.nn.MaxUnpool1d, 1)
