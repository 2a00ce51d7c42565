"""The share of one number of a gamma distribution in two, over Philox's fractions; see oracle/distributions.py."""

import numpy as np
from oracle import *
from oracle.distributions import beta, common_cases, drawn, own_generator, result_dtype

suite = Suite(
    "beta",
    lambda a, b, shape=None, dtype=None, generator=None: drawn(beta, Stream(0), [a, b], shape),
    result_dtype,
)
common_cases(suite, {"a": 2.0, "b": 3.5}, {"a": array([0.25, 1, 9]), "b": array([[0.5], [2]])})
suite("whole numbers", a=Array([1, 2, 30], "int64"), b=2)
suite("large", a=array([1e3, 1e6]), b=1e4, dtype="float64")
suite("both so small that all lies at the ends", a=1e-320, b=2e-320, shape=[8])
own_generator(suite, lambda stream: drawn(beta, stream, [0.5, 2], [3]), a=0.5, b=2, shape=[3])
for bad in [0.0, -1.0, np.inf, np.nan]:
    suite.fails(f"an a of {bad}", "value", "a", [], a=bad, b=1.0, shape=[2])
    suite.fails(f"a b of {bad}", "value", "b", [], a=1.0, b=bad, shape=[2])
    suite.fails(f"{bad} in a tensor", "value", "b", ["[{1}, {0}]"], a=1.0, b=array([[1], [bad]]))
suite.refuses(NUMERIC, lambda t: {"a": numbers((2,), t), "b": 1.0}, "a")
