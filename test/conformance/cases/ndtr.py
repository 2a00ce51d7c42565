"""torch.special.ndtr in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import by_torch

suite = elementwise_unary("ndtr", by_torch(torch.special.ndtr), result=floating, gradient=torch.special.ndtr)
suite("far out", x=array([4.5, -4.9, -8.0]))
