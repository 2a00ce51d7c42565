"""torch.nn.functional.pdist in float64."""

import numpy as np
import torch
from oracle import *
from oracle.losses import derivatives, in_float64


def by_definition(x, p=2.0):
    one, other = torch.triu_indices(len(x), len(x), 1)
    return torch.linalg.vector_norm(x[one] - x[other], p, -1)


suite = Suite("pdist", in_float64(torch.nn.functional.pdist))
suite.each(FLOATING, lambda t: {"x": numbers((4, 3), t)})
for p in (1, 2, 3.0, 0.5, 0.0, np.inf):
    suite(f"p {p}", x=numbers((5, 3)), p=p)
    if p != 0:
        derivatives(
            suite, by_definition, lambda t: {"x": Array(numbers((4, 3)).values ** 3, t)}, f"gradient, p {p},", p=p
        )
suite("many", x=numbers((33, 2)))
suite("two vectors", x=numbers((2, 3)))
suite("one vector", x=numbers((1, 3)))
suite("no vectors", x=numbers((0, 3)))
suite("vectors of no elements", x=numbers((3, 0)))
suite("equal vectors", x=array(np.ones((3, 2))))
suite("not numbers", x=array([[np.nan, 1], [np.inf, 1], [-np.inf, 2]]))
suite.fails("one axis", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("three axes", "shape", "x", ["[2, 2, 3]"], x=numbers((2, 2, 3)))
suite.fails("p below 0", "value", "p", ["-1"], x=numbers((4, 3)), p=-1.0)
suite.fails("the largest of nothing", "value", "x", ["[2, 0]"], x=numbers((2, 0)), p=np.inf)
suite.refuses(FLOATING, lambda t: {"x": numbers((4, 3), t)}, "x")
