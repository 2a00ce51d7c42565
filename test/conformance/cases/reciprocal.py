"""1 / x in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("reciprocal", lambda x: 1 / x, result=floating, gradient=torch.reciprocal)
suite("zeros", x=array([0.0, -0.0]))
