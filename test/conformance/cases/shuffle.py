"""numpy.take in the order of Fisher and Yates by Philox's words; see oracle/philox.py."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients


def reference(x, axis=0, generator=None):
    return np.take(x, Stream(0).permutation(x.shape[axis]), axis)


suite = Suite("shuffle", reference, exact=True)
suite.each(ANY, lambda t: {"x": numbers((7, 2), t)})
suite("along another axis", x=numbers((2, 5)), axis=1)
suite("along the last axis", x=numbers((2, 5)), axis=-1)
suite("one part", x=numbers((1, 3)))
suite("no parts", x=numbers((0, 3)))
suite("parts without elements", x=numbers((3, 0)))
suite("null for the context's generator", x=numbers((4,)), generator=None)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for n in (6, 3):
    x = numbers((n,))
    own.expect(call("shuffle", x=x, generator=var("g")), array(x.values[stream.permutation(n)]))
gradients(
    suite,
    lambda x, axis: torch.index_select(x, axis, torch.tensor(Stream(0).permutation(x.shape[axis]))),
    lambda t: {"x": numbers((2, 5), t), "axis": 1},
)
suite.fails("no such axis", "index", "axis", ["{2}"], x=numbers((2, 3)), axis=2)
suite.fails("rank 0", "index", "axis", [], x=numbers(()))
