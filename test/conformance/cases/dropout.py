"""x times Philox's mask and the scale of torch.nn.functional.dropout; x itself when not training: no number is drawn."""

import numpy as np
from oracle import FLOATING, Stream, Suite, array, call, new, numbers, var
from oracle.pytorch import gradients, kept_scale, tensor


def mask(shape, p, stream):
    return np.where(stream.fractions(int(np.prod(shape))).reshape(shape) < p, 0, kept_scale(p))


def kept(x, p, stream):
    return x * mask(x.shape, p, stream)


suite = Suite(
    "dropout",
    lambda x, p=0.5, training=True, generator=None: kept(x, p, Stream(0)) if training else x,
    lambda x, **_: x.dtype,
)
suite.each(FLOATING, lambda t: {"x": numbers((3, 4), t)})
suite("a quarter", x=numbers((3, 4)), p=0.25)
suite("none dropped", x=numbers((5,)), p=0.0)
suite("all dropped", x=numbers((5,)), p=1.0)
suite("not training", x=numbers((5,)), p=0.5, training=False)
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 3)))
suite("null for the context's generator", x=numbers((4,)), generator=None)
suite.fails("p above 1", "value", "p", ["1.5"], x=numbers((2,)), p=1.5)
suite.refuses(FLOATING, lambda t: {"x": numbers((2,), t)}, "x")
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
x, stream = numbers((6,)), Stream(7)
own.do(call("dropout", x=x, training=False, generator=var("g")))
own.expect(call("dropout", x=x, p=0.5, generator=var("g")), array(kept(x.values, 0.5, stream)))
own.expect(call("dropout", x=x, p=0.5, generator=var("g")), array(kept(x.values, 0.5, stream)))
gradients(
    suite,
    lambda x, p: x * tensor(mask(tuple(x.shape), p, Stream(0))),
    lambda t: {"x": numbers((3, 4), t), "p": 0.25},
)
