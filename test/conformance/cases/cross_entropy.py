"""torch.nn.functional.cross_entropy in float64."""

import numpy as np
import torch
from oracle import FLOATING, INTEGER, Suite, array, numbers
from oracle.losses import derivatives
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import cross_entropy


def called(input, target, weight=None, **named):
    return cross_entropy(input, target, None if weight is None else weight.double(), **named)


def by_definition(input, target, weight, reduction, label_smoothing):
    """For the gradient of the weights, which PyTorch has not."""
    x = torch.log_softmax(input, 1)
    counted = target >= 0
    classes = torch.where(counted, target, 0).long()
    each = torch.where(counted, weight[classes], 0)
    even = torch.where(counted, -(x * weight).mean(1), 0)
    losses = -x.gather(1, classes[:, None])[:, 0] * each * (1 - label_smoothing) + even * label_smoothing
    return {"none": losses, "mean": losses.sum() / each.sum(), "sum": losses.sum()}[reduction]


suite = Suite("cross_entropy", by_torch(called), lambda input, **_: input.dtype)
scores = numbers((3, 4))
suite.each(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 3, 1], "int64")})
suite.each(INTEGER, lambda t: {"input": scores, "target": array([0, 3, 1], t)}, "classes of")
for reduction in ["none", "mean", "sum"]:
    suite(f"reduction {reduction}", input=scores, target=array([0, -100, 3], "int64"), reduction=reduction)
    suite(
        f"smoothing, reduction {reduction}",
        input=scores,
        target=array([0, -100, 3], "int64"),
        reduction=reduction,
        label_smoothing=0.3,
    )
suite("another number that is ignored", input=scores, target=array([0, 2, 3], "int64"), ignore_index=2)
suite("one example", input=numbers((4,)), target=array(3, "int64"))
suite("more axes", input=numbers((2, 4, 3)), target=array([[0, 1, 2], [3, 0, 1]], "int64"), reduction="none")
suite("the mean over none", input=scores, target=array([-100, -100, -100], "int64"))
suite("all smoothing", input=scores, target=array([0, 3, 1], "int64"), label_smoothing=1.0)
suite("large scores", input=array([[1000, 0], [0, 1000]]), target=array([0, 0], "int64"))
weights = array([0.5, 1, 2, 4])
some = array([0, -100, 3], "int64")
shares = array(np.abs(numbers((3, 4)).values))
for reduction in ["none", "mean", "sum"]:
    for amount in (0.0, 0.3):
        named = {"reduction": reduction, "label_smoothing": amount}
        suite(f"weights, {reduction}, smoothing {amount}", input=scores, target=some, weight=weights, **named)
        suite(f"probabilities, {reduction}, smoothing {amount}", input=scores, target=shares, weight=weights, **named)
        derivatives(
            suite,
            by_definition,
            lambda t: {"input": numbers((3, 4), t), "target": some, "weight": array([0.5, 1, 2, 4], t)},
            f"gradient, weights, {reduction}, smoothing {amount},",
            **named,
        )
        derivatives(
            suite,
            called,
            lambda t: {"input": numbers((3, 4), t), "target": array(shares.values, t)},
            f"gradient, probabilities, {reduction}, smoothing {amount},",
            **named,
        )
suite.each(FLOATING, lambda t: {"input": scores, "target": array(shares.values, t)}, "probabilities of")
suite.each(FLOATING, lambda t: {"input": scores, "target": some, "weight": array([0.5, 1, 2, 4], t)}, "weights of")
suite("null for weights", input=scores, target=some, weight=None)
suite("whole weights", input=scores, target=some, weight=array([1, 2, 3, 0], "int32"))
suite("probabilities of one example", input=numbers((4,)), target=array([0.1, 0.2, 0.3, 0.4]))
suite(
    "probabilities and weights, more axes",
    input=numbers((2, 4, 3)),
    target=numbers((2, 4, 3), "float32", 1, 0, 1),
    weight=weights,
    reduction="none",
)
suite(
    "weights, more axes",
    input=numbers((2, 4, 3)),
    target=array([[0, 1, 2], [3, 0, -100]], "int64"),
    weight=weights,
    label_smoothing=0.3,
)
suite.fails("probabilities of another shape", "shape", "target", ["[2]", "[3, 4]"], input=scores, target=numbers((2,)))
suite.fails("class numbers that are no integers", "dtype", "target", ["float32"], input=scores, target=numbers((3,)))
suite.fails(
    "other weights than classes", "shape", "weight", ["[3]", "[4]"], input=scores, target=some, weight=numbers((3,))
)
suite.fails("truths", "dtype", "target", ["bool"], input=scores, target=array([1, 0, 1], "bool"))
suite.fails("behind the last class", "index", "target", ["{4}"], input=scores, target=array([0, 4, 1], "int64"))
suite.fails("before the first class", "index", "target", [], input=scores, target=array([0, -7, 1], "int64"))
suite.fails("another shape", "shape", "target", ["[2]", "[3]"], input=scores, target=array([0, 1], "int64"))
suite.fails("no classes", "shape", "input", ["[]"], input=numbers(()), target=array(0, "int64"))
suite.fails(
    "too much smoothing",
    "value",
    "label_smoothing",
    ["1.5"],
    input=scores,
    target=array([0, 3, 1], "int64"),
    label_smoothing=1.5,
)
suite.fails(
    "no such reduction",
    "value",
    "reduction",
    ["median"],
    input=scores,
    target=array([0, 3, 1], "int64"),
    reduction="median",
    options={"typed": False},
)
suite.refuses(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 1, 2], "int64")}, "input")


def smoothed(reduction, name):
    gradients(
        suite,
        lambda input, target, _, amount: cross_entropy(input, target, reduction=reduction, label_smoothing=amount),
        lambda t: {
            "input": numbers((3, 4), t),
            "target": array([0, -100, 3], "int64"),
            "reduction": reduction,
            "label_smoothing": 0.25,
        },
        name,
    )


smoothed("mean", "gradient")
smoothed("sum", "gradient, reduction sum,")
smoothed("none", "gradient, reduction none,")
