"""numpy.heaviside in float64; integers give float32."""

import numpy as np
import torch
from oracle import array
from oracle.families import elementwise_binary, floating_of
from oracle.pytorch import gradients


def by_choice(x1, x2):
    return torch.where(x1 == 0, x2, torch.where(x1 > 0, 1.0, 0.0))


suite = elementwise_binary("heaviside", lambda x1, x2: np.heaviside(x1, x2), result=floating_of, exact=True)
suite("at zero", x1=array([0.0, -0.0, 1, -1]), x2=array([0.5, 0.25, 7, 7]))
gradients(suite, by_choice, lambda t: {"x1": array([[0, 1, -1], [2, 0, 0]], t), "x2": array([3, 4, 5], t)})
