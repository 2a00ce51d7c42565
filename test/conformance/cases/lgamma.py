"""torch.lgamma in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.gamma import lgamma
from oracle.pytorch import by_torch

suite = elementwise_unary("lgamma", by_torch(torch.lgamma), result=floating, gradient=lgamma, base=positive)
suite("small and large", x=array([1e-30, 1e-3, 0.5, 1, 1.5, 2, 2.5, 6.9, 7, 7.1, 30, 1e5, 1e30]))
suite(
    "small and large, float64", x=array([1e-300, 0.25, 0.49, 0.75, 1.25, 3, 6.999, 50, 1e10, 1e300, 1.7e308], "float64")
)
suite("below zero", x=array([-0.25, -0.5, -1.5, -2.25, -10.5, -33.3], "float64"))
suite("poles", x=array([0, -1, -2, -50]))
