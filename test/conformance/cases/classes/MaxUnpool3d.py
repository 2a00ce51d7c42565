"""torch.nn.MaxUnpool3d in float64."""

import torch
from oracle.unpooling import unpooling_class
from torch.nn.functional import max_pool3d

unpooling_class("MaxUnpool3d", max_pool3d, torch.nn.MaxUnpool3d, 3)
