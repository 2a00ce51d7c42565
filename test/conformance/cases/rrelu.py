"""Slopes of Philox while training, else torch.nn.functional.rrelu, in float64."""

import numpy as np
import torch
from oracle import FLOATING, Array, Stream, Suite, call, extremes, new, numbers, var
from oracle.pytorch import gradients, plain, tensor


def slopes(shape, stream, lower, upper, dtype):
    return lower + (upper - lower) * stream.fractions(int(np.prod(shape)), dtype).reshape(shape)


def reference(x, lower=0.125, upper=1 / 3, training=False, generator=None):
    if not training:
        return plain(torch.nn.functional.rrelu(tensor(x), lower, upper))
    return np.where(x >= 0, x, x * slopes(x.shape, Stream(0), lower, upper, "float32"))


suite = Suite("rrelu", reference, lambda x, **_: x.dtype)
x = numbers((3, 5))
suite.each(FLOATING, lambda t: {"x": numbers((2, 3), t)})
suite("other slopes", x=x, lower=-0.5, upper=2.0)
suite("training", x=x, training=True)
for dtype in ["float16", "bfloat16"]:
    suite(f"training {dtype}", x=numbers((2, 3), dtype), training=True)
wide = numbers((3, 5), "float64")
below = wide.values * slopes((3, 5), Stream(0), 0.125, 1 / 3, "float64")
suite(
    "training float64", x=wide, training=True, expect=Array(np.where(wide.values >= 0, wide.values, below), "float64")
)
suite("training with other slopes", x=x, lower=0.25, upper=0.75, training=True)
suite("one slope", x=x, lower=0.25, upper=0.25, training=True)
suite("null for the context's generator", x=x, training=True, generator=None)
suite("rank 0", x=numbers(()), training=True)
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 2, 1, 2)), training=True)
suite("empty", x=numbers((2, 0)), training=True)
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
own.do(call("rrelu", x=x, generator=var("g")))  # nothing
for _ in range(2):
    found = np.where(x.values >= 0, x.values, x.values * slopes((3, 5), stream, 0.125, 1 / 3, "float32"))
    own.expect(call("rrelu", x=x, training=True, generator=var("g")), Array(found, "float32"))
suite.fails("the wrong order", "value", "lower", ["0.5"], x=x, lower=0.5, upper=0.25)
suite.fails("no number", "value", "lower", ["nan"], x=x, lower=float("nan"))
suite.refuses(FLOATING, lambda t: {"x": numbers((2,), t)}, "x")


def random(x, training):
    slope = tensor(slopes(tuple(x.shape), Stream(0), 0.125, 1 / 3, "float32"))
    return torch.where(x >= 0, x, x * slope)


gradients(suite, lambda x: torch.nn.functional.rrelu(x, 0.125, 1 / 3), lambda t: {"x": numbers((2, 3), t)})
random_in = ["float16", "bfloat16", "float32"]  # float64 has numbers of its own
gradients(
    suite,
    random,
    lambda t: {"x": numbers((2, 3), t), "training": True},
    "gradient while training",
    dtypes=random_in,
)
