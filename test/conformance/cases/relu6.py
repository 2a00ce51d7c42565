"""np.clip(x, 0, 6), in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import gradients

suite = elementwise_unary("relu6", lambda x: np.clip(x, 0, 6), result=floating, gradient=torch.nn.functional.relu6)
gradients(suite, torch.nn.functional.relu6, lambda t: {"x": array([0, 6, 3, -3, 1], t)}, "slopes at the bends")
