"""numpy.tan in float64; integers give float32."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary, floating


def between(shape, dtype):
    return numbers(shape, dtype, 0, -0.75, 0.75)


suite = elementwise_unary("tan", np.tan, result=floating, gradient=torch.tan, base=between)
suite("near its poles", x=array([1.5, -1.57], "float64"))
