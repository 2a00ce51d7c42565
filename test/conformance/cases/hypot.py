"""numpy.hypot in float64; integers give float32."""

import numpy as np
import torch
from oracle import array
from oracle.families import elementwise_binary, floating_of

suite = elementwise_binary("hypot", lambda x1, x2: np.hypot(x1, x2), result=floating_of, gradient=torch.hypot)
suite("squares that would overflow or vanish", x1=array([3e30, 3e-30, 0]), x2=array([4e30, 4e-30, 0]))
