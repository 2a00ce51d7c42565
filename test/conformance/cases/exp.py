"""numpy.exp in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("exp", np.exp, result=floating, gradient=torch.exp)
suite("near the ends of float32", x=array([88.5, -87.0, -100.0, 89.0]))
suite("near the ends of float64", x=array([709.5, -708.0, -745.0, 710.0], "float64"))
