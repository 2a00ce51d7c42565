"""numpy.cos in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("cos", np.cos, result=floating, gradient=torch.cos)
suite("large angles", x=array([1e4, -3e7], "float64"))
