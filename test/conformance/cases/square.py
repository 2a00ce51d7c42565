"""numpy.square; integers wrap around."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("square", np.square, gradient=torch.square)
suite("a product that wraps", x=array([100, -100, 12], "int8"))
