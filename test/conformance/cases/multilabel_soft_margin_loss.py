"""torch.nn.functional.multilabel_soft_margin_loss in float64."""

from oracle import *
from oracle.losses import REDUCTIONS, between, derivatives, loss
from torch.nn.functional import multilabel_soft_margin_loss

probabilities = between(0.05, 0.95)


def given(t, shape=(2, 3)):
    return {"input": numbers(shape, t), "target": probabilities(shape, t, 1)}


suite = loss("multilabel_soft_margin_loss", multilabel_soft_margin_loss, given)
flags = {t: Array(numbers((2, 3), "bool", 1).values, t) for t in ANY}
suite.each(ANY, lambda t: {"input": numbers((2, 3)), "target": flags[t]}, "target of")
for reduction in REDUCTIONS:
    suite(f"weight, reduction {reduction}", **given("float32"), weight=positive((3,)), reduction=reduction)
    derivatives(
        suite,
        multilabel_soft_margin_loss,
        lambda t: {**given(t), "weight": positive((3,), t)},
        f"gradient, weight, reduction {reduction},",
        reduction=reduction,
    )
suite("whole weights", **given("float32"), weight=positive((3,), "int64"))
suite("one example", **given("float32", (4,)))
suite("one example, reduction none", **given("float32", (4,)), reduction="none")
suite("more axes", **given("float32", (2, 1, 3, 4)), reduction="none")
suite("rank 8", **given("float32", (2, 1, 2, 1, 1, 2, 1, 2)), reduction="none")
suite("empty", **given("float32", (0, 3)), reduction="none")
suite("far scores", input=array([[100, -1e4, 1e4]]), target=array([[0, 1, 1]]))
suite.fails("no classes", "shape", "input", ["[]"], **given("float32", ()))
suite.fails("another shape", "shape", "target", ["[3]", "[2, 3]"], input=numbers((2, 3)), target=numbers((3,)))
suite.fails("other weights", "shape", "weight", ["[2]", "[2, 3]"], **given("float32"), weight=positive((2,)))
