"""numpy.expand_dims."""

import numpy as np
import torch
from oracle import ANY, MOST_AXES, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("expand_dims", lambda x, axis=0: np.expand_dims(x, axis), exact=True)


def case(name, rank, **given):
    """The axis counts in the result, which has one axis more."""
    suite(name, options={"axis_rank": rank}, **given)


suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
case("in the middle", 3, x=numbers((2, 3)), axis=1)
case("at the end", 3, x=numbers((2, 3)), axis=2)
case("at the end by a negative number", 3, x=numbers((2, 3)), axis=-1)
case("rank 0", 1, x=numbers(()), axis=0)
case("empty", 3, x=numbers((0, 3)), axis=1)
suite.fails("no such axis", "index", "axis", ["axis {3}"], x=numbers((2, 3)), axis=3, options={"axis_rank": 3})
suite.fails(
    "one axis too many",
    "shape",
    None,
    ["32"],
    x=numbers((1,) * MOST_AXES),
    axis=0,
    options={"axis_rank": MOST_AXES + 1},
)
gradients(suite, torch.unsqueeze, lambda t: {"x": numbers((2, 3), t), "axis": 1}, options={"axis_rank": 3})
