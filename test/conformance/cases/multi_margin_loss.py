"""torch.nn.functional.multi_margin_loss in float64; its gradients from the definition, which PyTorch's are not again."""

import numpy as np
import torch
from oracle import *
from oracle.losses import derivatives, in_float64
from torch.nn.functional import multi_margin_loss


def called(input, target, **named):
    return multi_margin_loss(input, target.long(), **named)


def by_definition(input, target, weight=None, p=1, margin=1.0, reduction="mean"):
    x, t = torch.atleast_2d(input), torch.atleast_1d(target.long())
    short_of = torch.relu(margin - x.gather(1, t[:, None]) + x) ** p
    losses = torch.where(torch.arange(x.shape[1]) == t[:, None], 0, short_of)
    if weight is not None:
        losses = losses * weight[t][:, None]
    losses = losses.sum(1) / x.shape[1]
    losses = losses if input.dim() == 2 else losses[0]
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[reduction]


suite = Suite("multi_margin_loss", in_float64(called), lambda input, weight=None, **_: dtype_of(input, weight))
right = array([0, 3, 1], "int64")
scores = {"input": numbers((3, 4)), "target": right}
suite.each(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": right})
suite.each(INTEGER, lambda t: {"input": numbers((3, 4)), "target": array([0, 3, 1], t)}, "classes of")
suite.each(FLOATING, lambda t: {**scores, "weight": array([0.5, 1, 2, 4], t)}, "weights of")
suite("whole weights", **scores, weight=array([1, 2, 3, 0], "int32"))
suite("null for weights", **scores, weight=None)
for reduction in ["none", "mean", "sum"]:
    suite(f"reduction {reduction}", **scores, reduction=reduction)
    for p in (1, 2):
        derivatives(
            suite,
            by_definition,
            lambda t: {"input": numbers((3, 4), t), "target": right, "weight": array([0.5, 1, 2, 4], t)},
            f"gradient, p {p}, reduction {reduction},",
            p=p,
            margin=0.75,
            reduction=reduction,
        )
suite("p 2", **scores, p=2, reduction="none")
suite("a margin", **scores, margin=2.5, reduction="none")
suite("a whole margin", **scores, margin=2, reduction="none")
suite("no margin", **scores, margin=0.0, reduction="none")
suite("one example", input=numbers((4,)), target=array(2, "int64"))
suite("no examples", input=numbers((0, 4)), target=array([], "int64"), reduction="sum", expect=array(0.0))
odd = {
    "input": array([[np.nan, 1], [np.inf, 1], [-np.inf, 2]]),
    "target": array([0, 0, 1], "int64"),
    "reduction": "none",
}
suite(
    "not numbers",
    **odd,
    expect=array(in_float64(by_definition)(**{k: getattr(v, "values", v) for k, v in odd.items()})),
)
suite.fails(
    "behind the last class", "index", "target", ["{4}"], input=numbers((3, 4)), target=array([0, 4, 1], "int64")
)
suite.fails("before the first class", "index", "target", [], input=numbers((3, 4)), target=array([0, -1, 1], "int64"))
suite.fails("no classes", "shape", "input", ["[0, 0]"], input=numbers((0, 0)), target=array([], "int64"))
suite.fails("a number", "shape", "input", ["[]"], input=numbers(()), target=array(0, "int64"))
suite.fails("three axes", "shape", "input", ["[2, 4, 1]"], input=numbers((2, 4, 1)), target=array([0, 1], "int64"))
suite.fails(
    "other targets than examples",
    "shape",
    "target",
    ["[2]", "[3]"],
    input=numbers((3, 4)),
    target=array([0, 1], "int64"),
)
suite.fails("other weights than classes", "shape", "weight", ["[3]", "[4]"], **scores, weight=numbers((3,)))
suite.fails("p 3", "value", "p", ["3"], **scores, p=3)
suite.fails("p 0", "value", "p", ["0"], **scores, p=0)
suite.refuses(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": right}, "input")
suite.fails("fractions as classes", "dtype", "target", ["float32"], input=numbers((3, 4)), target=numbers((3,)))
