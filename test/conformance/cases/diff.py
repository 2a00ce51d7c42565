"""numpy.diff; integers wrap."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, numbers
from oracle.pytorch import gradients


def reference(x, axis=-1, n=1, prepend=None, append=None):
    more = {name: part for name, part in [("prepend", prepend), ("append", append)] if part is not None}
    return np.diff(x, n, axis, **more)


suite = Suite("diff", reference, exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 4), t)})
suite("first axis", x=numbers((4, 2), "int32"), axis=0)
suite("twice", x=numbers((2, 5), "int32"), n=2)
suite("as often as there are elements", x=numbers((2, 3), "int32"), n=3)
suite("more often than there are elements", x=numbers((2, 3), "int32"), n=7)
suite("not at all", x=numbers((2, 3)), n=0)
suite("in front", x=numbers((2, 3), "int32"), prepend=numbers((2, 1), "int32", 1))
suite("behind", x=numbers((2, 3), "int32"), append=numbers((2, 2), "int32", 1), axis=1)
suite("in front and behind", x=numbers((3,), "int8"), prepend=numbers((1,), "int16"), append=numbers((2,), "int64", 1))
suite("unsigned", x=numbers((5,), "uint64"))
suite("empty", x=numbers((0, 3)), axis=0)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2), "int32"), axis=3)
suite.fails("no axis", "index", "axis", [], x=numbers(()))
suite.fails("another shape in front", "shape", "prepend", ["[3, 1]"], x=numbers((2, 3)), prepend=numbers((3, 1)))
suite.fails("another rank behind", "shape", "append", ["[2]"], x=numbers((2, 3)), append=numbers((2,)))
suite.fails("a negative number of times", "value", "n", ["-1"], x=numbers((2, 3)), n=-1)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(
    suite,
    lambda x, prepend, append, n: torch.diff(x, n, prepend=prepend, append=append),
    lambda t: {"x": numbers((2, 4), t), "prepend": numbers((2, 1), t, 1), "append": numbers((2, 2), t, 2), "n": 2},
)
