"""torch.erfinv in float64; integers give float32."""

import math

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.losses import between
from oracle.pytorch import by_torch

suite = elementwise_unary(
    "erfinv", by_torch(torch.erfinv), result=floating, gradient=torch.erfinv, make=between(-0.95, 0.95)
)
suite("the three parts", x=array([-0.99999, -0.9, -0.85, -0.5, 0, 0.3, 0.85, 0.86, 0.999, 1 - 1e-7], "float64"))
suite("near one", x=array([1 - 2**-53, 1 - 1e-12, -1 + 1e-12, 2**-60, 1e-300], "float64"))
suite("at one and beyond", x=array([1, -1, 1.5, -2, math.inf]))
