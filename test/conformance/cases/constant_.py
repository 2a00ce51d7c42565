"""numpy.full_like."""

import numpy as np
from oracle import *
from oracle.initializers import of_parameter


def filled(x, value):
    with np.errstate(invalid="raise"):  # whole numbers have no infinity
        return np.full_like(x, value)


suite = Suite("constant_", filled, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "value": 1})
suite.each(FLOATING, lambda t: {"x": numbers((5,), t), "value": -2.7}, "a fraction")
suite("infinity", x=numbers((3,)), value=np.inf)
suite("rank 0", x=numbers(()), value=3)
suite("empty", x=numbers((0, 2)), value=3)
suite("a large whole number", x=numbers((2,), "int64"), value=2**53 - 1)
of_parameter(suite, lambda stream: np.full((2, 3), 4.0), value=4)
