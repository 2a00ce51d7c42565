"""numpy.bitwise_invert."""

import numpy as np
from oracle import *

suite = Suite("bitwise_invert", lambda x: np.invert(x), lambda x: x.dtype, exact=True)
suite.each([*BOOL, *INTEGER], lambda t: {"x": numbers((2, 3), t)})
suite("rank 0", x=numbers((), "int32"))
suite("empty", x=numbers((2, 0), "uint8"))
suite.refuses([*BOOL, *INTEGER], lambda t: {"x": numbers((2,), t)}, "x")
