"""torch.nn.Identity."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Identity", torch.nn.Identity, numbers((3, 4)), {})
