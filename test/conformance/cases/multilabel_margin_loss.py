"""torch.nn.functional.multilabel_margin_loss in float64; its gradients from the definition."""

import numpy as np
import torch
from oracle import *
from oracle.losses import derivatives, in_float64
from torch.nn.functional import multilabel_margin_loss


def called(input, target, ignore_index=-1, reduction="mean"):
    target = torch.where(target == ignore_index, -1, target).long()
    return multilabel_margin_loss(input, target, reduction=reduction)


def by_definition(input, target, ignore_index=-1, reduction="mean"):
    losses = []
    for x, classes in zip(torch.atleast_2d(input), torch.atleast_2d(target.long())):
        ends = (classes == ignore_index).nonzero()
        listed = classes[: int(ends[0])] if len(ends) else classes
        others = [c for c in range(len(x)) if c not in listed]
        losses.append(sum((torch.relu(1 - x[t] + x[c]) for t in listed for c in others), torch.zeros(())) / len(x))
    losses = torch.stack(losses) if input.dim() == 2 else losses[0]
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[reduction]


suite = Suite("multilabel_margin_loss", in_float64(called), lambda input, **_: input.dtype)
LISTS = [[3, 0, -1, 1], [-1, 2, 2, 2], [1, -1, 3, 0]]
lists = array(LISTS, "int64")
suite.each(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": lists})
suite.each(SIGNED, lambda t: {"input": numbers((3, 4)), "target": array(LISTS, t)}, "classes of")
suite.each(UNSIGNED, lambda t: {"input": numbers((1, 4)), "target": array([[0, 3, 1, 2]], t)}, "classes of")
for reduction in ["none", "mean", "sum"]:
    suite(f"reduction {reduction}", input=numbers((3, 4)), target=lists, reduction=reduction)
    derivatives(
        suite,
        by_definition,
        lambda t: {"input": numbers((3, 4), t), "target": lists},
        f"gradient, reduction {reduction},",
        reduction=reduction,
    )
suite(
    "another number that ends the list",
    input=numbers((2, 4)),
    target=array([[3, -5, 1, 2], [0, 2, -5, 0]], "int64"),
    ignore_index=-5,
    reduction="none",
)
suite(
    "a class that ends the list",
    input=numbers((2, 4)),
    target=array([[3, 2, 1, 2], [0, 1, 2, 0]], "int64"),
    ignore_index=2,
)
suite(
    "what follows the end is not looked at",
    input=numbers((4,)),
    target=array([1, -1, 7, 9], "int64"),
    expect=Array(called(torch.tensor(numbers((4,)).values), torch.tensor([1, -1, 0, 0])), "float32"),
)
suite("all classes", input=numbers((1, 3)), target=array([[2, 0, 1]], "int64"))
suite("one example", input=numbers((4,)), target=array([1, 3, -1, -1], "int64"))
suite("no examples", input=numbers((0, 4)), target=array(np.zeros((0, 4)), "int64"), reduction="sum", expect=array(0.0))
odd = {
    "input": array([[np.nan, 1], [np.inf, 1], [-np.inf, 2]]),
    "target": array([[0, -1], [0, -1], [1, -1]], "int64"),
    "reduction": "none",
}
suite(
    "not numbers",
    **odd,
    expect=array(in_float64(by_definition)(**{k: getattr(v, "values", v) for k, v in odd.items()})),
)
suite.fails(
    "behind the last class", "index", "target", ["{4}"], input=numbers((1, 4)), target=array([[0, 4, -1, 1]], "int64")
)
suite.fails(
    "before the first class", "index", "target", [], input=numbers((1, 4)), target=array([[0, -7, -1, 1]], "int64")
)
suite.fails("a number", "shape", "input", ["[]"], input=numbers(()), target=array(0, "int64"))
suite.fails("three axes", "shape", "input", ["[1, 1, 2]"], input=numbers((1, 1, 2)), target=array([[[0, 1]]], "int64"))
suite.fails("no classes", "shape", "input", ["[0]"], input=numbers((0,)), target=array([], "int64"))
suite.fails(
    "another shape", "shape", "target", ["[3]", "[2, 4]"], input=numbers((2, 4)), target=array([0, 1, -1], "int64")
)
suite.refuses(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": lists}, "input")
suite.fails("fractions as classes", "dtype", "target", ["float32"], input=numbers((1, 2)), target=numbers((1, 2)))
