"""torch.nn.functional.margin_ranking_loss in float64."""

import numpy as np
from oracle import *
from oracle.losses import derivatives, loss, signs
from torch.nn.functional import margin_ranking_loss


def given(t, shape=(2, 3)):
    return {"input1": numbers(shape, t), "input2": numbers(shape, t, 1), "target": signs(shape, t)}


suite = loss("margin_ranking_loss", margin_ranking_loss, given)
scores = {"input1": numbers((2, 3)), "input2": numbers((2, 3), "float32", 1)}
suite.each(NUMERIC, lambda t: {**scores, "target": signs((2, 3), t)}, "target of")
suite("promoted", input1=numbers((3,), "float16"), input2=numbers((3,), "bfloat16", 1), target=signs((3,)))
suite("margin", **given("float32"), margin=1.5, reduction="none")
suite("a whole margin", **given("float32"), margin=2, reduction="none")
suite("rank 0", **given("float32", ()))
suite("rank 8", **given("float32", (2, 1, 2, 1, 1, 2, 1, 2)), reduction="none")
suite("empty", **given("float32", (0, 3)), reduction="none")
suite("broadcasting", input1=numbers((2, 1)), input2=numbers((1, 3)), target=signs((2, 3)), reduction="none")
for dtype in FLOATING:
    suite(
        f"not numbers {dtype}",
        input1=extremes(dtype),
        input2=numbers((6,), dtype),
        target=array(np.ones(6), dtype),
        reduction="none",
    )
derivatives(suite, margin_ranking_loss, given, "gradient, margin,", margin=1.5)
derivatives(
    suite,
    margin_ranking_loss,
    lambda t: {"input1": numbers((2, 1), t), "input2": numbers((1, 3), t, 1), "target": signs((2, 3), t)},
    "gradient, broadcasting,",
)
suite.fails(
    "another shape", "shape", "input2", ["[2]"], input1=numbers((2, 3)), input2=numbers((2,)), target=signs((3,))
)
suite.fails("targets of another shape", "shape", "target", ["[2]"], **scores, target=signs((2,)))
