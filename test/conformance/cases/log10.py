"""numpy.log10 in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("log10", np.log10, result=floating, gradient=torch.log10, base=positive)
suite("powers of ten", x=array([0.1, 1.0, 10.0, 1e30]))
