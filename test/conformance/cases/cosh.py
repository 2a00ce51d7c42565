"""numpy.cosh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("cosh", np.cosh, result=floating, gradient=torch.cosh)
suite("far out", x=array([30.0, -89.0]))
