"""Box and Muller's transform of Philox's words; see oracle/philox.py."""

import numpy as np
from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator


def normal(stream, shape, mean=0.0, std=1.0, dtype="float32"):
    return mean + std * stream.normals(max(1, int(np.prod(shape))), dtype)[: int(np.prod(shape))].reshape(shape)


suite = Suite(
    "normal_",
    lambda x, mean=0.0, std=1.0, dtype="float32", generator=None: normal(Stream(0), x.shape, mean, std, dtype),
)
every_dtype(suite, (9,))
suite("another mean", x=numbers((2, 3)), mean=3.0, std=0.5)
suite("whole numbers", x=numbers((5,)), mean=2, std=1)
suite("no deviation", x=numbers((2,)), mean=5.0, std=0.0)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 2)))
of_parameter(suite, lambda stream: normal(stream, (2, 3)))
own_generator(suite, lambda stream: normal(stream, (2, 3), 1, 2), (2, 3), mean=1.0, std=2.0)
suite.fails("a negative deviation", "value", "std", ["-1"], x=numbers((2,)), std=-1.0)
