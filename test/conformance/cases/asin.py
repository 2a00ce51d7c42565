"""numpy.arcsin in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating


def between(shape, dtype):
    return numbers(shape, dtype, 0, -0.75, 0.75)


suite = elementwise_unary("asin", np.arcsin, result=floating, gradient=torch.asin, base=between)
suite("between its ends", x=array([1e-6, -0.5, 0.71, -0.999, 1.0, -1.0]))
suite("in float64", x=array([1e-9, -0.3, 0.7, 0.99999, -0.999999, 1.0, -1.0], "float64"))
