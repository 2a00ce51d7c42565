"""1.0507009873554804934 * np.where(x > 0, x, 1.6732632423543772848 * np.expm1(np.minimum(x, 0))), in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import gradients

suite = elementwise_unary(
    "selu",
    lambda x: 1.0507009873554804934 * np.where(x > 0, x, 1.6732632423543772848 * np.expm1(np.minimum(x, 0))),
    result=floating,
    gradient=torch.nn.functional.selu,
)


def from_below(x):
    """At 0 the slopes, the second too, are those on the left."""
    below = 1.6732632423543772848 * torch.expm1(torch.where(x > 0, 0, x))
    return 1.0507009873554804934 * torch.where(x > 0, x, below)


gradients(suite, from_below, lambda t: {"x": array([0, -0.0, 1], t)}, "slope at 0")
