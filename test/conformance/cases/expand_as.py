"""numpy.broadcast_to."""

import numpy as np
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("expand_as", lambda x, other: np.broadcast_to(x, other.shape), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 1), t), "other": numbers((2, 3, 4), t)})
suite("another dtype", x=numbers((3,)), other=numbers((2, 3), "bool"))
suite("the same shape", x=numbers((2, 3)), other=numbers((2, 3)))
suite("rank 0", x=numbers(()), other=numbers((2, 2)))
suite("to nothing", x=numbers((1, 3)), other=numbers((0, 3)))
suite("rank 8", x=numbers((2, 1, 1, 2)), other=numbers((1, 2, 1, 1, 2, 1, 1, 2)))
suite.fails("shapes", "shape", "other", ["[2]", "[2, 3]"], x=numbers((2,)), other=numbers((2, 3)))
suite.fails("fewer axes", "shape", "other", ["[3]"], x=numbers((1, 3)), other=numbers((3,)))
gradients(
    suite,
    lambda x, other: x.expand_as(other) + 0 * other,
    lambda t: {"x": numbers((3, 1), t), "other": numbers((2, 3, 4), t)},
)
