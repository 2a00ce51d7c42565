"""numpy.log in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("log", np.log, result=floating, make=positive, gradient=torch.log)
suite("zero and below", x=array([0.0, -0.0, -1.0]))
suite("small and large", x=array([1e-30, 1e30, 1 + 2.0**-20, 1 - 2.0**-20]))
