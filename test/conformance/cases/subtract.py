"""numpy.subtract, in float64 or in the promoted integer type."""

import numpy as np
import torch
from oracle.families import elementwise_binary, in_place

elementwise_binary("subtract", lambda x1, x2: np.subtract(x1, x2), gradient=torch.subtract)
in_place("subtract_", lambda x1, x2: x1 - x2, gradient=torch.subtract)
