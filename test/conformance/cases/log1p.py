"""numpy.log1p in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("log1p", np.log1p, result=floating, gradient=torch.log1p, base=positive)
suite("near zero", x=array([1e-7, -1e-5, 0.3, -0.3]))
suite("at its end", x=array([-1.0, -2.0, 1e30]))
