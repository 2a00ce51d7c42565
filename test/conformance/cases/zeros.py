"""numpy.zeros."""

import numpy as np
from oracle import ANY, MOST_AXES, Suite

suite = Suite(
    "zeros",
    lambda shape, dtype="float32", device="cpu": np.zeros(shape),
    lambda shape, dtype="float32", device="cpu": dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"shape": [2, 3], "dtype": t})
suite("float32 if no dtype is said", shape=[2])
suite("rank 0", shape=[])
suite("empty", shape=[0, 3])
suite("one axis by a number", shape=4)
suite("a device", shape=[2], device="cpu")
suite("rank 8", shape=[1, 2, 1, 1, 2, 1, 1, 2])
suite.fails("a negative size", "shape", None, ["-1"], shape=[2, -1])
suite.fails("too many axes", "shape", "shape", ["33"], shape=[1] * (MOST_AXES + 1))
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15])
