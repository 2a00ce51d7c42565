"""numpy.arctanh in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating


def between(shape, dtype):
    return numbers(shape, dtype, 0, -0.75, 0.75)


suite = elementwise_unary("atanh", np.arctanh, result=floating, gradient=torch.atanh, base=between)
suite("between its poles", x=array([1e-6, -0.999, 1.0, -1.0, 2.0]))
