"""The quotient rounded down: of floats floor(x1 / x2) as numpy.floor_divide has it, of integers exactly; by zero 0."""

import numpy as np
from oracle import array, nonzero
from oracle.families import elementwise_binary

suite = elementwise_binary(
    "floor_divide", lambda x1, x2: np.floor_divide(x1, x2), make=nonzero, special=False, exact=True
)
suite("signs", x1=array([7, -7, 7, -7, 6]), x2=array([2, 2, -2, -2, 3]))
suite("integers by zero", x1=array([7, -7], "int32"), x2=array([0, 0], "int32"), expect=array([0, 0], "int32"))
suite("floats by zero", x1=array([7.0, -7.0, 0.0]), x2=array([0.0, 0.0, 0.0]), expect=array([np.inf, -np.inf, np.nan]))
