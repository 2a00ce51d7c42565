"""numpy.add, in float64 or in the promoted integer type."""

import numpy as np
import torch
from oracle.families import elementwise_binary, in_place

elementwise_binary("add", lambda x1, x2: np.add(x1, x2), gradient=torch.add)
in_place("add_", lambda x1, x2: x1 + x2, gradient=torch.add)
