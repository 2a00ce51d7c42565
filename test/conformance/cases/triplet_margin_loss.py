"""torch.nn.functional.triplet_margin_loss in float64."""

import numpy as np
from oracle import *
from oracle.losses import derivatives, loss
from torch.nn.functional import triplet_margin_loss


def given(t, shape=(4, 3)):
    return {name: numbers(shape, t, i) for i, name in enumerate(["anchor", "positive", "negative"])}


suite = loss("triplet_margin_loss", triplet_margin_loss, given)
suite("promoted", anchor=numbers((2, 3), "float16"), positive=numbers((2, 3)), negative=numbers((2, 3), "float64", 1))
for margin in (0.5, 3, 8.0):
    suite(f"margin {margin}", **given("float32"), margin=margin, reduction="none")
for p in (1, 3.0, 1.5, np.inf):
    suite(f"p {p}", **given("float32"), p=p, margin=2.0, reduction="none")
    derivatives(suite, triplet_margin_loss, given, f"gradient, p {p},", p=p, margin=2.0)
suite("eps", **given("float32"), eps=0.5, reduction="none")
suite("swap", **given("float32"), swap=True, margin=2.0, reduction="none")
derivatives(suite, triplet_margin_loss, given, "gradient, swap,", swap=True, margin=2.0, eps=0.1)
suite("one triplet", **given("float32", (5,)))
suite("more axes", **given("float32", (2, 3, 4)), reduction="none")
suite("no triplets", **given("float32", (0, 3)), reduction="none")
suite.fails("numbers", "shape", "anchor", ["[]"], **given("float32", ()))
suite.fails("another shape", "shape", "positive", ["[3]"], **{**given("float32"), "positive": numbers((3,))})
suite.fails(
    "another shape of the last", "shape", "negative", ["[3]"], **{**given("float32"), "negative": numbers((3,))}
)
suite.fails("margin is not positive", "value", "margin", ["0"], **given("float32"), margin=0.0)
suite.fails("the largest of nothing", "value", "anchor", ["[2, 0]"], **given("float32", (2, 0)), p=np.inf)
