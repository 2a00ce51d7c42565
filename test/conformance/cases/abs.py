"""numpy.abs; the lowest integer stays."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary
from oracle.pytorch import gradients

suite = elementwise_unary("abs", np.abs, exact=True, gradient=torch.abs)
for dtype in SIGNED:
    suite(f"lowest and largest {dtype}", x=extremes(dtype))
gradients(suite, torch.abs, lambda t: {"x": array([0.0, -0.0, 1, -1], t)}, "gradient at zero")
