"""Robert's rejection over Philox's fractions; see oracle/distributions.py."""

import math

import numpy as np
from oracle import *
from oracle.distributions import drawn, own_generator, truncated_normal


def numbers_of(stream, shape, mean=0.0, std=1.0, a=-2.0, b=2.0):
    if std == 0:
        return np.full(shape, min(max(mean, a), b))
    ends = [min(max((x - mean) / std, -1e9), 1e9) for x in (a, b)]
    return np.clip(mean + std * drawn(lambda f: truncated_normal(f, *ends), stream, [], shape), a, b)


suite = Suite(
    "truncated_normal",
    lambda shape, mean=0.0, std=1.0, a=-2.0, b=2.0, dtype="float32", generator=None: numbers_of(
        Stream(0), tuple(int(n) for n in np.atleast_1d(shape)), mean, std, a, b
    ),
    lambda dtype="float32", **_: dtype,
)
suite("two deviations to both sides", shape=[2, 3])
suite.each(FLOATING, lambda t: {"shape": [9], "mean": 3.0, "std": 0.5, "a": 2.5, "b": 4.0, "dtype": t})
suite("whole numbers", shape=[5], mean=2, std=1, a=1, b=3)
suite("a narrow interval", shape=[7], a=-0.25, b=0.5)
suite("no bounds", shape=[7], a=-math.inf, b=math.inf)
suite("no lower bound", shape=[7], a=-math.inf, b=1.5)
suite("half of it", shape=[7], a=0.0, b=math.inf)
suite("a tail", shape=[7], a=3.0, b=math.inf, dtype="float64")
suite("a part of a tail", shape=[7], a=3.0, b=3.125, dtype="float64")
suite("the other tail", shape=[7], a=-9.0, b=-4.0, dtype="float64")
suite("far out", shape=[7], a=100.0, b=200.0, dtype="float64")
suite("one point", shape=[3], a=1.0, b=1.0)
suite("no deviation", shape=[2], mean=5.0, std=0.0, a=0.0, b=3.0)
suite("hardly a deviation", shape=[2], mean=0.0, std=1e-300, a=1.0, b=3.0, expect=array([1, 1]))
suite("hardly a deviation, above", shape=[2], mean=5.0, std=1e-300, a=1.0, b=3.0, expect=array([3, 3]))
suite("more than a chunk", shape=[1100])
suite("one axis by a number", shape=6)
suite("rank 0", shape=[])
suite("empty", shape=[0, 2])
suite("null for the context's generator", shape=[4], generator=None)
own_generator(suite, lambda stream: numbers_of(stream, (3,), std=2.0), shape=[3], std=2.0)
suite.fails("a negative deviation", "value", "std", ["-1"], shape=[2], std=-1.0)
suite.fails("an endless deviation", "value", "std", [], shape=[2], std=math.inf)
suite.fails("no mean", "value", "mean", [], shape=[2], mean=math.nan)
suite.fails("bounds in the wrong order", "value", "b", [], shape=[2], a=1.0, b=0.0)
suite.fails("a bound that is none", "value", "b", [], shape=[2], b=math.nan)
suite.fails("integers", "dtype", "dtype", ["int32"], shape=[2], dtype="int32")
suite.fails("a negative size", "shape", None, ["-1"], shape=[-1])
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15])
