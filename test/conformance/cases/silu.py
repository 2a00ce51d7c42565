"""x times torch.sigmoid, in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import by_torch

suite = elementwise_unary(
    "silu", by_torch(lambda x: x * torch.sigmoid(x)), result=floating, gradient=torch.nn.functional.silu
)
