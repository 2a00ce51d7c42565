"""Inversion and Hörmann's rejection over Philox's fractions; see oracle/distributions.py."""

import numpy as np
from oracle import *
from oracle.distributions import binomial, common_cases, drawn, own_generator, result_dtype

suite = Suite(
    "binomial",
    lambda n, p, shape=None, dtype=None, generator=None: drawn(binomial, Stream(0), [n, p], shape),
    result_dtype,
)
common_cases(
    suite,
    {"n": 12, "p": 0.25},
    {"n": array([1, 25, 400]), "p": array([[0.25], [0.75]])},
    [*FLOATING, "int64"],
)
suite("the ends", n=array([0, 5, 5, 0]), p=array([0.5, 0, 1, 1]))
suite("many, few expected", n=100000, p=1e-4, shape=[40], dtype="int64")
suite("many of one distribution", n=60, p=0.75, shape=[600], dtype="int64")
suite("whole numbers", n=Array([3, 2, 30], "int64"), p=0.5)
own_generator(suite, lambda stream: drawn(binomial, stream, [50, 0.5], [3]), n=50, p=0.5, shape=[3])
for bad in [-1.0, 1.5, 2e15, np.inf, np.nan]:
    suite.fails(f"{bad} trials", "value", "n", [], n=bad, p=0.5, shape=[2])
    suite.fails(f"{bad} trials in a tensor", "value", "n", ["[{1}]"], n=array([1, bad]), p=0.5)
for bad in [-0.5, 1.5, np.nan]:
    suite.fails(f"a probability of {bad}", "value", "p", [], n=3, p=bad, shape=[2])
    suite.fails(f"a probability of {bad} in a tensor", "value", "p", ["[{0}]"], n=3, p=array([bad, 1]))
suite.refuses(NUMERIC, lambda t: {"n": numbers((2,), t), "p": 0.5}, "n")
