"""numpy.expm1 in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("expm1", np.expm1, result=floating, gradient=torch.expm1)
suite("near zero", x=array([1e-7, -1e-5, 0.3, -0.3]))
suite("far out", x=array([88.0, -30.0, 19.9, 20.1]))
