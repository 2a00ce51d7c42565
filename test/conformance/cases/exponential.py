"""-log(1 - u) of Philox's fractions over the rate; the gradient is PyTorch's of the same quotient."""

import numpy as np
import torch
from oracle import *
from oracle.distributions import common_cases, own_generator, result_dtype, shape_of
from oracle.pytorch import gradients


def standard(stream, shape, dtype="float32"):
    return -np.log1p(-stream.fractions(int(np.prod(shape)), dtype)).reshape(shape)


def reference(rate=1.0, shape=None, dtype=None, generator=None):
    return standard(Stream(0), shape_of(shape, rate), dtype) / np.where(np.asarray(rate) > 0, rate, np.nan)


suite = Suite("exponential", reference, result_dtype)
common_cases(suite, {"rate": 2.0}, {"rate": array([0.5, 1, 4])})
suite("the standard distribution", shape=[4])
suite("whole numbers", rate=Array([1, 2, 3], "int32"))
suite("rates that are none", rate=array([0, -1, np.nan, np.inf]))
suite("tensors in another dtype", rate=array([1, 2]), dtype="float16")
own_generator(suite, lambda stream: standard(stream, (3,)) / 2, rate=2, shape=[3])
for rate in [0.0, -1.0, np.inf, np.nan]:
    suite.fails(f"a rate of {rate}", "value", "rate", [], rate=rate, shape=[2])
suite.refuses(NUMERIC, lambda t: {"rate": numbers((2,), t)}, "rate")
gradients(
    suite,
    lambda rate, dtype: torch.tensor(standard(Stream(0), (2, 3), dtype)) / rate,
    lambda t: {"rate": positive((2, 3), t), "dtype": t},
)
