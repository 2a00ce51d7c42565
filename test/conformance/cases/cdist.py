"""torch.cdist in float64, by differences."""

import numpy as np
import torch
from oracle import *
from oracle.losses import derivatives, in_float64


def distance(x1, x2, p=2.0):
    return torch.cdist(x1, x2, p, compute_mode="donot_use_mm_for_euclid_dist")


def by_definition(x1, x2, p=2.0):
    return torch.linalg.vector_norm(x1[..., :, None, :] - x2[..., None, :, :], p, -1)


def given(t, shape=(4, 3), other=(2, 3)):
    return {"x1": numbers(shape, t), "x2": numbers(other, t, 1)}


suite = Suite("cdist", in_float64(distance))
suite.each(FLOATING, given)
for p in (1, 2, 3.0, 0.5, 0.0, np.inf):
    suite(f"p {p}", **given("float32"), p=p)
    if p != 0:
        derivatives(suite, by_definition, given, f"gradient, p {p},", p=p)
suite("batches that broadcast", **given("float32", (2, 1, 4, 3), (3, 2, 3)))
derivatives(suite, by_definition, lambda t: given(t, (2, 1, 2, 3), (3, 2, 3)), "gradient, batches,")
suite("promoted", x1=numbers((2, 3), "float16"), x2=numbers((2, 3), "bfloat16", 1))
suite("equal vectors", x1=numbers((2, 3)), x2=numbers((2, 3)))
suite("no vectors", **given("float32", (0, 3)))
suite("vectors of no elements", **given("float32", (2, 0), (3, 0)))
suite("7 axes", **given("float32", (1, 2, 1, 1, 2, 2, 3), (2, 3)))
suite("not numbers", x1=array([[np.nan, 1], [np.inf, 1], [-np.inf, 2]]), x2=numbers((2, 2)))
suite.fails("one axis", "shape", "x1", ["[3]"], **given("float32", (3,)))
suite.fails("one axis of x2", "shape", "x2", ["[3]"], **given("float32", (2, 3), (3,)))
suite.fails("too many axes", "shape", "x1", [], **given("float32", (1,) * (MOST_AXES - 2) + (2, 3)))
suite.fails("other vectors", "shape", "x2", ["[2, 4]", "[..., 3]"], **given("float32", (2, 3), (2, 4)))
suite.fails("other batches", "shape", "x2", ["[3, 2, 3]"], **given("float32", (2, 2, 3), (3, 2, 3)))
suite.fails("p below 0", "value", "p", ["-1"], **given("float32"), p=-1.0)
suite.fails("the largest of nothing", "value", "x1", ["[2, 0]"], **given("float32", (2, 0), (2, 0)), p=np.inf)
suite.refuses(FLOATING, given, "x1")
