"""Inversion: the first class whose cumulative probability is above a fraction of Philox; see oracle/philox.py."""

import numpy as np
from oracle import *
from oracle.distributions import shape_of


def classes(stream, x, shape=None, logits=True):
    if logits:
        x = np.exp(x - x.max(-1, keepdims=True))
    shape = shape_of(shape, np.empty(x.shape[:-1]))
    cumulative = np.broadcast_to(np.cumsum(x / x.sum(-1, keepdims=True), -1), (*shape, x.shape[-1]))
    fractions = np.array([next(f) for f in stream.sequences(int(np.prod(shape)))]).reshape(shape)
    return Array((cumulative <= fractions[..., None]).sum(-1), "int64", "indices")


suite = Suite("categorical", lambda x, shape=None, logits=True, generator=None: classes(Stream(0), x, shape, logits))
x = numbers((2, 3, 5), low=-1, high=2)
suite.each(FLOATING, lambda t: {"x": Array(x.values, t)})
suite("probabilities", x=positive((4, 6)), logits=False)
suite("one row", x=positive((6,)))
suite("many of one row", x=positive((6,)), shape=[4, 75])
suite("one axis by a number", x=positive((6,)), shape=7)
suite("rows repeated", x=positive((2, 1, 6)), shape=[3, 2, 4])
suite("one class", x=array([[5], [7]]))
suite("classes that can not come up", x=array([-np.inf, 0, -np.inf, 0]), shape=[20])
suite("zeros", x=array([0, 1, 0, 2, 0]), shape=[20], logits=False)
suite("far apart", x=array([1000, 1001, -1000]), shape=[20])
suite("no rows", x=array(np.empty((0, 3))), shape=[0], expect=Array(np.empty((0,)), "int64", "indices"))
suite("nothing asked for", x=positive((6,)), shape=[0, 2], expect=Array(np.empty((0, 2)), "int64", "indices"))
suite("nulls", x=positive((6,)), shape=None, generator=None)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for n in (3, 5):
    own.expect(
        call("categorical", x=positive((4,)), shape=[n], generator=var("g")),
        classes(stream, positive((4,)).values, [n]),
    )
suite.fails("not a row", "shape", "x", [], x=array(1.0))
suite.fails("no class", "shape", "x", [], x=array(np.empty((2, 0))))
suite.fails("a shape that does not fit", "shape", "shape", ["[2]"], x=positive((3, 4)), shape=[2])
suite.fails("a negative size", "shape", "shape", ["-1"], x=positive((4,)), shape=[-1])
suite.fails("an infinite logit", "value", "x", ["[{0}, {1}]"], x=array([[0, np.inf]]))
suite.fails("a logit that is no number", "value", "x", ["[{0}, {1}]"], x=array([[0, np.nan]]))
suite.fails("no class that can come up", "value", "x", ["[{1}, {0}]"], x=array([[0, 0], [-np.inf, -np.inf]]))
suite.fails("a negative probability", "value", "x", ["[{2}]"], x=array([1, 0, -1]), logits=False)
suite.fails("an infinite probability", "value", "x", ["[{0}]"], x=array([np.inf, 0]), logits=False)
suite.fails("zeros alone", "value", "x", ["[{1}, {0}]"], x=array([[1, 0], [0, 0]]), logits=False)
suite.refuses(FLOATING, lambda t: {"x": numbers((2,), t)}, "x")
