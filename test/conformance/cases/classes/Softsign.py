"""torch.nn.Softsign in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("Softsign", torch.nn.Softsign, numbers((3, 4)), {})
