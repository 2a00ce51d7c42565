"""numpy.arctan in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("atan", np.arctan, result=floating, gradient=torch.atan)
suite("near zero, around its bends and far out", x=array([1e-20, 0.4142, -0.4143, 0.9999, -1.0001, 2.4142, 1e20]))
suite("in float64", x=array([1e-200, 0.2, 0.41421, -0.41422, 0.7, 1.0, -1.5, 3.0, 1e200], "float64"))
