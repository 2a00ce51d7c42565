"""torch.nn.functional.normalize in float64."""

import numpy as np
from oracle import FLOATING, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import normalize


def reference(x, p=2.0, axis=1, eps=1e-12):
    return normalize(x, p, axis, eps)


suite = Suite("normalize", by_torch(reference), lambda x, **_: x.dtype)
suite.each(FLOATING, lambda t: {"x": numbers((2, 3), t)})
for p in [0.0, 0.5, 1.0, 2.0, 3.0, np.inf, -np.inf, -1.0]:
    suite(f"p {p}", x=numbers((2, 3)), p=p)
suite("along the first axis", x=numbers((2, 3)), axis=0)
suite("along the last axis by a negative number", x=numbers((2, 3, 4)), axis=-1)
suite("one axis", x=numbers((5,)), axis=0)
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 2, 1, 2)), axis=5)
suite("eps", x=numbers((2, 3)), eps=10.0)
suite("zeros", x=array([[0, 0], [3, 4]]))
suite("longer than a lane", x=numbers((2, 77)))
suite("not numbers", x=array([[np.nan, 1], [np.inf, 1], [3, 1]]))
suite("no vectors", x=numbers((0, 3)))
suite("vectors of nothing", x=numbers((2, 0)))
suite.fails("the largest of nothing", "value", "x", ["[2, 0]"], x=numbers((2, 0)), p=np.inf)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((3,)))
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3), t)}, "x")
gradients(suite, reference, lambda t: {"x": numbers((2, 3), t)})
gradients(suite, reference, lambda t: {"x": numbers((2, 3), t), "p": 3.0, "axis": 0}, "gradient, p 3,")
gradients(suite, reference, lambda t: {"x": numbers((2, 3), t), "p": 2.0, "axis": 1, "eps": 9.0}, "gradient, eps,")
