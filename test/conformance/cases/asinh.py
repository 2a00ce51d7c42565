"""numpy.arcsinh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("asinh", np.arcsinh, result=floating, gradient=torch.asinh)
suite("near zero and far out", x=array([1e-6, -1e-4, 1e20, -3.0]))
