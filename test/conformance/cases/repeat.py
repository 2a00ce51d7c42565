"""numpy.repeat."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("repeat", lambda x, repeats, axis=None: np.repeat(x, repeats, axis), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "repeats": 2, "axis": 1})
suite("the whole tensor", x=numbers((2, 3)), repeats=3)
suite("null for the whole tensor", x=numbers((2, 3)), repeats=2, axis=None)
suite("first axis", x=numbers((2, 3)), repeats=2, axis=0)
suite("last axis by a negative number", x=numbers((2, 3)), repeats=2, axis=-1)
suite("once", x=numbers((2, 3)), repeats=1, axis=0)
suite("never", x=numbers((2, 3)), repeats=0, axis=0)
suite("rank 0", x=numbers(()), repeats=3)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), repeats=2, axis=3)
suite("empty", x=numbers((0, 3)), repeats=2, axis=0)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), repeats=2, axis=2)
suite.fails("a negative number", "value", "repeats", ["-1"], x=numbers((2, 3)), repeats=-1)
suite.fails("far too many", "shape", None, [], x=numbers((2048,)), repeats=2**52, axis=0)
gradients(
    suite,
    lambda x, repeats, axis: torch.repeat_interleave(x, repeats, dim=axis),
    lambda t: {"x": numbers((2, 3), t), "repeats": 3, "axis": 1},
)
