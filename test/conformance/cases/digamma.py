"""torch.digamma in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.gamma import digamma
from oracle.pytorch import by_torch

suite = elementwise_unary("digamma", by_torch(torch.digamma), result=floating, gradient=digamma, base=positive)
suite("small and large", x=array([1e-3, 0.5, 1, 1.5, 2, 2.5, 6.9, 7, 7.1, 30, 1e5, 1e30]))
suite("below zero", x=array([-0.25, -0.75, -1.6, -2.25, -10.4], "float64"))
suite("poles", x=array([0, -1, -2, -50]))
