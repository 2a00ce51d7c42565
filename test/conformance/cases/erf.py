"""torch.erf in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import by_torch

suite = elementwise_unary("erf", by_torch(torch.erf), result=floating, gradient=torch.erf)
suite("far out", x=array([3.0, -6.0]))
