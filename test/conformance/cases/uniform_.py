"""Philox's words as numbers of the interval; see oracle/philox.py."""

from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator

suite = Suite(
    "uniform_",
    lambda x, low=0.0, high=1.0, dtype="float32", generator=None: Stream(0).uniform(x.shape, low, high, dtype),
)
every_dtype(suite, (9,))
suite("another interval", x=numbers((2, 3)), low=-1.0, high=3.0)
suite("whole bounds", x=numbers((5,)), low=2, high=4)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 2)))
of_parameter(suite, lambda stream: stream.uniform((2, 3), 0, 1))
own_generator(suite, lambda stream: stream.uniform((2, 3), 1, 2), (2, 3), low=1.0, high=2.0)
suite.fails("low above high", "value", "high", [], x=numbers((2,)), low=1.0, high=0.0)
