"""torch.nn.functional.nll_loss in float64."""

import torch
from oracle import *
from oracle.losses import REDUCTIONS
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import nll_loss


def weighted(input, target, weight=None, ignore_index=-100, reduction="mean"):
    weight = None if weight is None else weight.double()
    return nll_loss(input, target, weight, ignore_index=ignore_index, reduction=reduction)


def by_formula(input, target, weight, reduction):
    """PyTorch has no gradient with regard to the weight."""
    counted = target != -100
    places = torch.where(counted, target, 0)
    weights = torch.where(counted, weight[places], 0)
    losses = -weights * torch.gather(input, 1, places[:, None])[:, 0]
    if reduction == "mean":
        return losses.sum() / weights.sum()
    return losses if reduction == "none" else losses.sum()


suite = Suite("nll_loss", by_torch(weighted), lambda input, weight=None, **_: dtype_of(input, weight))
scores, classes = numbers((3, 4)), array([0, -100, 3], "int64")
suite.each(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 3, 1], "int64")})
suite.each(INTEGER, lambda t: {"input": scores, "target": array([0, 3, 1], t)}, "classes of")
suite.each(ANY, lambda t: {"input": scores, "target": classes, "weight": positive((4,), t)}, "weights of")
for reduction in REDUCTIONS:
    suite(f"reduction {reduction}", input=scores, target=classes, reduction=reduction)
    suite(
        f"another number that is ignored, reduction {reduction}",
        input=scores,
        target=array([0, 2, 3], "int64"),
        weight=positive((4,)),
        ignore_index=2,
        reduction=reduction,
    )
    suite(
        f"more axes, reduction {reduction}",
        input=numbers((2, 4, 3)),
        target=array([[0, 1, 2], [3, -100, 1]], "int64"),
        weight=positive((4,)),
        reduction=reduction,
    )
    gradients(
        suite,
        lambda input, target, kind: weighted(input, target, reduction=kind),
        lambda t, reduction=reduction: {"input": numbers((3, 4), t), "target": classes, "reduction": reduction},
        f"gradient, reduction {reduction},",
    )
    gradients(
        suite,
        by_formula,
        lambda t, reduction=reduction: {
            "input": numbers((3, 4), t),
            "target": classes,
            "weight": positive((4,), t),
            "reduction": reduction,
        },
        f"gradient, weight, reduction {reduction},",
    )
suite("one example", input=numbers((4,)), target=array(3, "int64"))
suite("the mean over none", input=scores, target=array([-100, -100, -100], "int64"))
suite("no examples", input=numbers((0, 4)), target=array([], "int64"), reduction="sum")
suite.fails("behind the last class", "index", "target", ["{4}"], input=scores, target=array([0, 4, 1], "int64"))
suite.fails("before the first class", "index", "target", [], input=scores, target=array([0, -7, 1], "int64"))
suite.fails("another shape", "shape", "target", ["[2]", "[3]"], input=scores, target=array([0, 1], "int64"))
suite.fails("no classes", "shape", "input", ["[]"], input=numbers(()), target=array(0, "int64"))
suite.fails("other weights", "shape", "weight", ["[3]", "[4]"], input=scores, target=classes, weight=positive((3,)))
suite.refuses(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 1, 2], "int64")}, "input")
