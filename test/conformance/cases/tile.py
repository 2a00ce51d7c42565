"""numpy.tile."""

import numpy as np
import torch
from oracle import ANY, MOST_AXES, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("tile", lambda x, repetitions: np.tile(x, repetitions), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "repetitions": [2, 3]})
suite("fewer repetitions than axes", x=numbers((2, 3)), repetitions=[2])
suite("more repetitions than axes", x=numbers((2, 3)), repetitions=[2, 1, 2])
suite("no repetitions", x=numbers((2, 3)), repetitions=[])
suite("once", x=numbers((2, 3)), repetitions=[1, 1])
suite("never", x=numbers((2, 3)), repetitions=[0, 2])
suite("rank 0", x=numbers(()), repetitions=[2, 2])
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), repetitions=[2, 1, 1, 1, 2, 1, 1, 1])
suite("empty", x=numbers((0, 3)), repetitions=[2, 2])
suite.fails("a negative number", "value", "repetitions", ["-1"], x=numbers((2, 3)), repetitions=[-1])
suite.fails("far too many", "shape", None, [], x=numbers((2048,)), repetitions=[2**52])
suite.fails("too many axes", "shape", "repetitions", ["33"], x=numbers((2, 3)), repetitions=[1] * (MOST_AXES + 1))
gradients(suite, torch.tile, lambda t: {"x": numbers((2, 3), t), "repetitions": [2, 1, 3]})
