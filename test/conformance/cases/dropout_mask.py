"""0 where Philox's 24-bit fraction is below p, else the scale of torch.nn.functional.dropout."""

import numpy as np
from oracle import FLOATING, Stream, Suite, array, call, new, var
from oracle.pytorch import kept_scale


def mask(u, p):
    return np.where(u < p, 0, kept_scale(p))


suite = Suite(
    "dropout_mask",
    lambda shape, p=0.5, dtype="float32", generator=None: mask(Stream(0).fractions(int(np.prod(shape))), p).reshape(
        shape
    ),
    lambda dtype="float32", **_: dtype,
)
suite("a half", shape=[3, 4])
suite.each(FLOATING, lambda t: {"shape": [9], "p": 0.25, "dtype": t})
suite("none dropped", shape=[5], p=0.0)
suite("all dropped", shape=[5], p=1.0)
suite("empty", shape=[0, 2])
suite("null for the context's generator", shape=[4], p=0.5, generator=None)
suite.fails("p above 1", "value", "p", ["1.5"], shape=[2], p=1.5)
suite.fails("p below 0", "value", "p", ["-0.5"], shape=[2], p=-0.5)
suite.fails("integers", "dtype", "dtype", ["int32"], shape=[2], dtype="int32")
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
own.expect(call("dropout_mask", shape=[6], p=0.5, generator=var("g")), array(mask(Stream(7).fractions(6), 0.5)))
