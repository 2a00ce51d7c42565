"""torch.nn.functional.pairwise_distance in float64."""

import numpy as np
from oracle import *
from oracle.losses import derivatives, in_float64
from torch.nn.functional import pairwise_distance


def distance(x1, x2, p=2.0, eps=1e-6, keepdims=False):
    return pairwise_distance(x1, x2, p, eps, keepdims)


def given(t, shape=(4, 3)):
    return {"x1": numbers(shape, t), "x2": numbers(shape, t, 1)}


suite = Suite("pairwise_distance", in_float64(distance))
suite.each(FLOATING, given)
for p in (1, 2, 3.0, 1.5, 0.5, 0.0, -1.0, np.inf, -np.inf):
    suite(f"p {p}", **given("float32"), p=p)
    if p != 0:
        derivatives(suite, distance, given, f"gradient, p {p},", p=p)
derivatives(suite, distance, given)
derivatives(
    suite, distance, lambda t: {"x1": numbers((2, 1, 3), t), "x2": numbers((4, 3), t, 1)}, "gradient, broadcasting,"
)
suite("eps", **given("float32"), eps=0.5)
suite("keepdims", **given("float32"), keepdims=True)
suite("broadcasting", x1=numbers((2, 1, 3)), x2=numbers((4, 3), "float32", 1))
suite("promoted", x1=numbers((2, 3), "float16"), x2=numbers((2, 3), "bfloat16", 1))
suite("one pair", **given("float32", (5,)))
suite("rank 8", **given("float32", (2, 1, 2, 1, 1, 2, 1, 3)))
suite("no pairs", **given("float32", (0, 3)))
suite("vectors of no elements", **given("float32", (2, 0)))
suite("equal vectors", x1=numbers((2, 3)), x2=numbers((2, 3)), eps=0.0)
suite("equal vectors, p 3", x1=numbers((2, 3)), x2=numbers((2, 3)), eps=0.0, p=3.0)
suite("not numbers", x1=array([[np.nan, 1], [np.inf, 1], [-np.inf, 2]]), x2=numbers((3, 2)))
suite.fails("a number", "shape", "x1", ["[]"], x1=numbers(()), x2=numbers((3,)))
suite.fails("another number", "shape", "x2", ["[]"], x1=numbers((3,)), x2=numbers(()))
suite.fails("another shape", "shape", "x2", ["[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails("the largest of nothing", "value", "x1", ["[2, 0]"], **given("float32", (2, 0)), p=np.inf)
suite.refuses(FLOATING, given, "x1")
