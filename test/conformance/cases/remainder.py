"""numpy.remainder, with the sign of the divisor; of integers by zero 0."""

import numpy as np
import torch
from oracle import array, nonzero
from oracle.families import elementwise_binary

suite = elementwise_binary(
    "remainder", lambda x1, x2: np.remainder(x1, x2), make=nonzero, special=False, gradient=torch.remainder
)
suite("signs", x1=array([7, -7, 7, -7, 6]), x2=array([2, 2, -2, -2, 3]))
suite("integers by zero", x1=array([7, -7], "int32"), x2=array([0, 0], "int32"), expect=array([0, 0], "int32"))
suite("floats by zero", x1=array([7.0, -7.0]), x2=0.0)
