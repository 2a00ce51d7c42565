"""Marsaglia and Tsang's method over Philox's fractions; see oracle/distributions.py."""

import numpy as np
from oracle import *
from oracle.distributions import common_cases, drawn, gamma, own_generator, result_dtype

suite = Suite(
    "gamma",
    lambda concentration, rate=1.0, shape=None, dtype=None, generator=None: drawn(
        gamma, Stream(0), [concentration, rate], shape
    ),
    result_dtype,
)
common_cases(
    suite,
    {"concentration": 2.5, "rate": 2.0},
    {"concentration": array([0.25, 1, 9]), "rate": array([[0.5], [2]])},
)
suite("the rate left out", concentration=3, shape=[5])
suite("large and small", concentration=array([1e-3, 0.02, 1e3, 1e6]), dtype="float64")
suite("whole numbers", concentration=Array([1, 2, 30], "int64"), rate=2)
suite("no elements", concentration=array([]), rate=array([[1]]))
own_generator(suite, lambda stream: drawn(gamma, stream, [0.5], [3]), concentration=0.5, shape=[3])
for bad in [0.0, -1.0, np.inf, np.nan]:
    suite.fails(f"a concentration of {bad}", "value", "concentration", [], concentration=bad, shape=[2])
    suite.fails(f"a rate of {bad}", "value", "rate", [], concentration=1.0, rate=bad, shape=[2])
    suite.fails(
        f"{bad} in a tensor", "value", "concentration", ["[{0}, {1}]"], concentration=array([[1, bad], [1, bad]])
    )
suite.fails("a rate of a tensor", "value", "rate", ["[{2}]"], concentration=1.0, rate=array([1, 2, -3]))
suite.refuses(NUMERIC, lambda t: {"concentration": numbers((2,), t)}, "concentration")
