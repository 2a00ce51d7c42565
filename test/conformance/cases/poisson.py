"""Inversion and Hörmann's rejection over Philox's fractions; see oracle/distributions.py."""

import numpy as np
from oracle import *
from oracle.distributions import common_cases, drawn, own_generator, poisson, result_dtype

suite = Suite(
    "poisson",
    lambda rate, shape=None, dtype=None, generator=None: drawn(poisson, Stream(0), [rate], shape),
    result_dtype,
)
common_cases(suite, {"rate": 3.5}, {"rate": array([0.5, 12, 300])}, [*FLOATING, "int64"])
suite("small and large", rate=array([0, 1e-30, 9.99, 10, 10.01, 1e4, 1e9]), dtype="int64")
suite("many of one rate", rate=20.0, shape=[600], dtype="int64")
suite("the largest rate", rate=1e15, shape=[])
suite("whole numbers", rate=Array([0, 2, 30], "int64"))
own_generator(suite, lambda stream: drawn(poisson, stream, [15], [3]), rate=15, shape=[3])
for bad in [-1.0, 2e15, np.inf, np.nan]:
    suite.fails(f"a rate of {bad}", "value", "rate", [], rate=bad, shape=[2])
    suite.fails(f"{bad} in a tensor", "value", "rate", ["[{1}]"], rate=array([1, bad, bad]))
suite.refuses(NUMERIC, lambda t: {"rate": numbers((2,), t)}, "rate")
