"""numpy.full, with astype's conversion of the value."""

import numpy as np
from oracle import ANY, MOST_AXES, Suite, array

suite = Suite(
    "full",
    lambda shape, value, dtype=None, device="cpu": np.full(shape, value),
    lambda shape, value, dtype=None, device="cpu": dtype or ("int64" if isinstance(value, int) else "float32"),
    exact=True,
)
suite.each(ANY, lambda t: {"shape": [2, 3], "value": 1, "dtype": t})
suite("int64 of a whole number if no dtype is said", shape=[2], value=7)
suite("float32 of a fraction if no dtype is said", shape=[2], value=-7.5)
suite("null for the value's dtype", shape=[2], value=0.25, dtype=None)
suite("rank 0", shape=[], value=2.5)
suite("empty", shape=[0, 3], value=1)
suite("one axis by a number", shape=4, value=0.5)
suite("a device", shape=[2], value=1, device="cpu")
suite("nan", shape=[2], value=float("nan"))
suite("a fraction as an integer", shape=[2], value=-2.75, dtype="int32", expect=array([-2, -2], "int32"))
suite("rank 8", shape=[1, 2, 1, 1, 2, 1, 1, 2], value=3)
suite.fails("a negative size", "shape", None, ["-1"], shape=[2, -1], value=1)
suite.fails("too many axes", "shape", "shape", ["33"], shape=[1] * (MOST_AXES + 1), value=1)
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15], value=1)
