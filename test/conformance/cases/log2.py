"""numpy.log2 in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("log2", np.log2, result=floating, gradient=torch.log2, base=positive)
suite("powers of two", x=array([0.5, 1.0, 2.0, 1024.0, 1e-40]))
