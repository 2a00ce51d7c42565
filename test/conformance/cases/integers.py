"""Lemire's multiplication of Philox's words; see oracle/philox.py."""

import numpy as np
from oracle import *


def reference(shape, low, high, dtype="int64", generator=None):
    shape = tuple(int(n) for n in np.atleast_1d(shape))
    return Stream(0).integers(int(np.prod(shape, dtype=np.int64)), low, high).reshape(shape).astype(dtype)


suite = Suite("integers", reference, lambda dtype="int64", **_: dtype, exact=True)
suite("a die", shape=[2, 5], low=1, high=7)
suite.each(INTEGER, lambda t: {"shape": [9], "low": 3, "high": 100, "dtype": t})
suite("one number", shape=[3], low=-5, high=-4)
suite("of all that there is", shape=[6], low=-(2**63), high=2**63 - 1)
suite("three quarters of what there is", shape=[40], low=-(2**62), high=2**63 - 1)
suite("the ends of a type", shape=[4], low=-128, high=128, dtype="int8")
suite("the ends of a type without sign", shape=[4], low=0, high=2**32, dtype="uint32")
suite("the last number", shape=[2], low=2**63 - 2, high=2**63 - 1, dtype="uint64")
suite("more than a chunk", shape=[1100], low=0, high=10)
suite("one axis by a number", shape=6, low=0, high=10)
suite("rank 0", shape=[], low=0, high=10)
suite("empty", shape=[0, 2], low=0, high=10)
suite("null for the context's generator", shape=[4], low=0, high=10, generator=None)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for n in (3, 4):
    own.expect(
        call("integers", shape=[n], low=0, high=1000, generator=var("g")),
        Array(stream.integers(n, 0, 1000).astype(np.int64), "int64"),
    )
suite.fails("nothing to choose from", "value", "high", ["3"], shape=[2], low=3, high=3)
suite.fails("bounds in the wrong order", "value", "high", ["2"], shape=[2], low=3, high=2)
suite.fails("too large for the type", "value", "high", ["129"], shape=[2], low=0, high=129, dtype="int8")
suite.fails("too small for the type", "value", "low", ["-1"], shape=[2], low=-1, high=2, dtype="uint64")
suite.fails("floats", "dtype", "dtype", ["float32"], shape=[2], low=0, high=2, dtype="float32")
suite.fails("a negative size", "shape", None, ["-1"], shape=[-1], low=0, high=2)
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15], low=0, high=2)
