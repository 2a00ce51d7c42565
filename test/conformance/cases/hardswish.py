"""x * np.clip(x + 3, 0, 6) / 6, in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import gradients

suite = elementwise_unary(
    "hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6, result=floating, gradient=torch.nn.functional.hardswish
)
gradients(suite, torch.nn.functional.hardswish, lambda t: {"x": array([0, 6, 3, -3, 1], t)}, "slopes at the bends")
