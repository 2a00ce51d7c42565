"""numpy.sqrt in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("sqrt", np.sqrt, result=floating, make=positive, gradient=torch.sqrt)
suite("below zero", x=array([-1.0, -0.0]))
