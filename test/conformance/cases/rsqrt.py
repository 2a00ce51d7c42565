"""1 / numpy.sqrt in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("rsqrt", lambda x: 1 / np.sqrt(x), result=floating, make=positive, gradient=torch.rsqrt)
suite("zero and below", x=array([0.0, -0.0, -1.0]))
