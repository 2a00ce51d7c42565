"""torch.nn.FractionalMaxPool3d in float64, with the numbers of Philox."""

import torch
from oracle.fractional import fractional_class

fractional_class("FractionalMaxPool3d", torch.nn.FractionalMaxPool3d, 3)
