"""numpy.full, with astype's conversion of the value."""

import numpy as np
from oracle import ANY, Suite, array

suite = Suite(
    "full",
    lambda shape, value, dtype="float32", device="cpu": np.full(shape, value),
    lambda shape, value, dtype="float32", device="cpu": dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"shape": [2, 3], "value": 1, "dtype": t})
suite("float32 if no dtype is said", shape=[2], value=7)
suite("rank 0", shape=[], value=2.5)
suite("empty", shape=[0, 3], value=1)
suite("one axis by a number", shape=4, value=0.5)
suite("a device", shape=[2], value=1, device="cpu")
suite("nan", shape=[2], value=float("nan"))
suite("a fraction as an integer", shape=[2], value=-2.75, dtype="int32", expect=array([-2, -2], "int32"))
suite("rank 8", shape=[1, 2, 1, 1, 2, 1, 1, 2], value=3)
suite.fails("a negative size", "shape", None, ["-1"], shape=[2, -1], value=1)
suite.fails("nine axes", "shape", "shape", ["9"], shape=[1] * 9, value=1)
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15], value=1)
