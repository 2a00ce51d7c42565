"""numpy.sinh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("sinh", np.sinh, result=floating, gradient=torch.sinh)
suite("near zero and far out", x=array([1e-6, -1e-4, 30.0, -89.0]))
