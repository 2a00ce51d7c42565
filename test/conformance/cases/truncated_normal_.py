"""Robert's rejection over Philox's fractions; see oracle/distributions.py."""

import math

from oracle import *
from oracle.distributions import drawn, truncated_normal
from oracle.initializers import every_dtype, of_parameter, own_generator


def normal(stream, shape, mean=0.0, std=1.0, a=-2.0, b=2.0):
    ends = [(x - mean) / std if math.isfinite(x) else x for x in (a, b)]
    return mean + std * drawn(lambda f: truncated_normal(f, *ends), stream, [], shape)


suite = Suite(
    "truncated_normal_",
    lambda x, mean=0.0, std=1.0, a=-2.0, b=2.0, dtype="float32", generator=None: normal(
        Stream(0), x.shape, mean, std, a, b
    ),
)
every_dtype(suite, (9,))
suite("another distribution", x=numbers((2, 3)), mean=3.0, std=0.5, a=2.5, b=3.25)
suite("whole numbers", x=numbers((5,)), mean=2, std=1, a=1, b=3)
suite("no bound", x=numbers((5,)), a=-math.inf, b=1.0)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 2)))
of_parameter(suite, lambda stream: normal(stream, (2, 3)))
own_generator(suite, lambda stream: normal(stream, (2, 3), std=0.5), (2, 3), std=0.5)
suite.fails("a negative deviation", "value", "std", ["-1"], x=numbers((2,)), std=-1.0)
suite.fails("bounds in the wrong order", "value", "b", [], x=numbers((2,)), a=1.0, b=0.0)
suite.fails("no mean", "value", "mean", [], x=numbers((2,)), mean=math.nan)
