"""torch.nn.functional.glu in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import floating
from oracle.losses import in_float64
from oracle.pytorch import gradients
from torch.nn.functional import glu

suite = Suite("glu", in_float64(lambda x, axis=-1: glu(x, axis)), lambda x, **_: floating(x))
suite.each(NUMERIC, lambda t: {"x": numbers((2, 4), t)})
suite("along the first axis", x=numbers((4, 3)), axis=0)
suite("along the second axis", x=numbers((2, 6, 3)), axis=1)
suite("along the last axis by a negative number", x=numbers((2, 4)), axis=-1)
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 2, 1, 2)), axis=5)
suite("empty", x=numbers((0, 4)))
suite("nothing to halve", x=numbers((2, 0)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=array(np.concatenate([np.ones(6), extremes(dtype).values]), dtype))
suite.fails("an odd size", "shape", "x", ["axis {1}", "3"], x=numbers((2, 3)))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 4)), axis=2)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, glu, lambda t: {"x": numbers((4, 3), t), "axis": 0})
gradients(suite, glu, lambda t: {"x": numbers((3, 4), t)}, "gradient, last axis,")
