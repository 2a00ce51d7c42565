"""numpy.arccosh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating


def above_one(shape, dtype):
    return numbers(shape, dtype, 0, 1.25, 4)


suite = elementwise_unary("acosh", np.arccosh, result=floating, gradient=torch.acosh, base=above_one)
suite("from one on", x=array([1.0, 1.0001, 2.0, 1e20, 0.5, 0, -0.5, -1, -5, -1e30, -np.inf, np.nan]))
