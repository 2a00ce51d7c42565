"""1 where a word of Philox is below p times 2^32."""

import numpy as np
from oracle import *
from oracle.distributions import common_cases, own_generator, result_dtype, shape_of


def ones(stream, shape, p):
    n = int(np.prod(shape, dtype=np.int64))
    words = stream.words((n + 3) // 4)[:n].reshape(shape)
    return words.astype(np.float64) < np.asarray(p) * 2.0**32


suite = Suite(
    "bernoulli",
    lambda p, shape=None, dtype=None, generator=None: ones(Stream(0), shape_of(shape, p), p),
    result_dtype,
    exact=True,
)
common_cases(suite, {"p": 0.25}, {"p": array([[0.25, 0.5, 1], [0, 0.75, 0.125]])}, ANY)
suite("none", p=0.0, shape=[5])
suite("all", p=1.0, shape=[5])
suite("whole numbers", p=1, shape=[5])
own_generator(suite, lambda stream: ones(stream, (6,), 0.5), p=0.5, shape=[6])
for bad in [-0.5, 1.5, np.nan]:
    suite.fails(f"a probability of {bad}", "value", "p", [], p=bad, shape=[2])
    suite.fails(f"{bad} in a tensor", "value", "p", ["[{1}]"], p=array([0, bad, bad]))
suite.refuses(FLOATING, lambda t: {"p": numbers((2,), t)}, "p")
