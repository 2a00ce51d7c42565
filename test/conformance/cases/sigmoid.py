"""torch.sigmoid in float64; integers give float32."""

import torch
from oracle import array
from oracle.families import elementwise_unary, floating
from oracle.pytorch import by_torch

suite = elementwise_unary("sigmoid", by_torch(torch.sigmoid), result=floating, gradient=torch.sigmoid)
suite("far from zero", x=array([40.0, -40.0, -100.0]))
