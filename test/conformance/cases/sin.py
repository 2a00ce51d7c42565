"""numpy.sin in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("sin", np.sin, result=floating, gradient=torch.sin)
suite("large angles", x=array([1e4, -3e7], "float64"))
