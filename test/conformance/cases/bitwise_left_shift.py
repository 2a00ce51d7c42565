"""numpy.bitwise_left_shift, in the promoted dtype."""

import numpy as np
from oracle import *


def amounts(shape, dtype):
    return array(numbers(shape, dtype, 1).values % 7, dtype)


suite = Suite(
    "bitwise_left_shift", lambda x1, x2: np.bitwise_left_shift(x1, x2), lambda x1, x2: dtype_of(x1, x2), exact=True
)
suite.each(INTEGER, lambda t: {"x1": numbers((2, 3), t), "x2": amounts((2, 3), t)})
suite.each(INTEGER, lambda t: {"x1": extremes(t), "x2": array([[0], [1], [7], [8], [63], [64]], t)}, "all bits of")
suite("broadcasting", x1=numbers((3, 1), "int32"), x2=amounts((2, 1, 4), "int32"))
suite("two types", x1=numbers((2, 3), "int8"), x2=amounts((3,), "uint8"))
suite("a number", x1=numbers((2, 3), "int32"), x2=3)
suite("a number first", x1=-100, x2=amounts((2, 3), "int32"))
suite("rank 0", x1=numbers((), "int32"), x2=1)
suite("empty", x1=numbers((0, 3), "int64"), x2=1)
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3), "int32"), x2=numbers((2,), "int32"))
suite.refuses(INTEGER, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
