"""numpy.bitwise_xor, in the promoted dtype."""

import numpy as np
from oracle import *

suite = Suite("bitwise_xor", lambda x1, x2: np.bitwise_xor(x1, x2), lambda x1, x2: dtype_of(x1, x2), exact=True)
suite.each([*BOOL, *INTEGER], lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1)})
suite("broadcasting", x1=numbers((3, 1), "int32"), x2=numbers((2, 1, 4), "int32", 1))
suite("two types", x1=numbers((2, 3), "int8"), x2=numbers((3,), "uint8", 1))
suite("a number", x1=numbers((2, 3), "int32"), x2=6)
suite("empty", x1=numbers((0, 3), "int64"), x2=1)
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3), "int32"), x2=numbers((2,), "int32"))
suite.refuses([*BOOL, *INTEGER], lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
