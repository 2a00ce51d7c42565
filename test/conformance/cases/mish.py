"""x * np.tanh(np.logaddexp(0, x)), in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary(
    "mish", lambda x: x * np.tanh(np.logaddexp(0, x)), result=floating, gradient=torch.nn.functional.mish
)
