"""numpy.tanh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("tanh", np.tanh, result=floating, gradient=torch.tanh)
suite("far from zero and near it", x=array([20.0, -20.0, 1e-5, -1e-20]))
