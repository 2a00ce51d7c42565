"""numpy.multiply, in float64 or in the promoted integer type."""

import numpy as np
import torch
from oracle.families import elementwise_binary, in_place

elementwise_binary("multiply", lambda x1, x2: np.multiply(x1, x2), gradient=torch.multiply)
in_place("multiply_", lambda x1, x2: x1 * x2, gradient=torch.multiply)
