"""-log(-log(1 - u)) of Philox's fractions; gradients are PyTorch's of loc + scale times them."""

import numpy as np
import torch
from oracle import *
from oracle.distributions import common_cases, gumbel, own_generator, result_dtype, shape_of
from oracle.pytorch import gradients


def reference(loc=0.0, scale=1.0, shape=None, dtype=None, generator=None):
    scale = np.where(np.asarray(scale) > 0, scale, np.nan)
    return loc + scale * gumbel(Stream(0), shape_of(shape, loc, scale), dtype)


suite = Suite("gumbel", reference, result_dtype)
common_cases(suite, {"loc": 3.0, "scale": 0.5}, {"loc": array([-1, 0, 5]), "scale": array([[0.5], [2]])})
suite("the standard distribution", shape=[4])
suite("the place alone", loc=array([1, -2]))
suite("the width alone", scale=array([1, 2]))
suite("whole numbers", loc=Array([1, 2, 3], "int32"), scale=2)
suite("widths that are none", scale=array([0, -1, np.nan]))
suite("tensors in another dtype", loc=array([1, 2]), dtype="float16")
own_generator(suite, lambda stream: 1 + 2 * gumbel(stream, (3,)), loc=1, scale=2, shape=[3])
for scale in [0.0, -1.0, np.inf, np.nan]:
    suite.fails(f"a scale of {scale}", "value", "scale", [], scale=scale, shape=[2])
suite.refuses(NUMERIC, lambda t: {"loc": numbers((2,), t)}, "loc")
gradients(
    suite,
    lambda loc, scale, dtype: loc + scale * torch.tensor(gumbel(Stream(0), (2, 3), dtype)),
    lambda t: {"loc": numbers((2, 3), t), "scale": positive((2, 1), t), "dtype": t},
)
