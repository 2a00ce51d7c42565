"""torch.nn.FractionalMaxPool2d in float64, with the numbers of Philox."""

import torch
from oracle.fractional import fractional_class

fractional_class("FractionalMaxPool2d", torch.nn.FractionalMaxPool2d, 2)
