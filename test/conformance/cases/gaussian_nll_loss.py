"""torch.nn.functional.gaussian_nll_loss in float64."""

from oracle import *
from oracle.losses import between, derivatives, loss
from torch.nn.functional import gaussian_nll_loss as by_torch

variances = between(0.5, 2)


def gaussian_nll_loss(input, target, variance, **named):
    """PyTorch calls it var, which is a word of languages."""
    return by_torch(input, target, variance, **named)


def given(t, var=(2, 3)):
    return {"input": numbers((2, 3), t), "target": numbers((2, 3), t, 1), "variance": variances(var, t, 2)}


suite = loss("gaussian_nll_loss", gaussian_nll_loss, given)
pair = {name: value for name, value in given("float32").items() if name != "variance"}
suite.each(
    ANY,
    lambda t: {"input": numbers((2, 3)), "target": numbers((2, 3), t, 1), "variance": variances((2, 3), "float32", 2)},
    "target of",
)
suite("with the constant term", **given("float32"), full=True, reduction="none")
for shape in [(2,), (2, 1), (1, 3)]:
    suite(f"variances {list(shape)}", **given("float32", shape), reduction="none")
    derivatives(suite, gaussian_nll_loss, lambda t, shape=shape: given(t, shape), f"gradient, variances {list(shape)},")
suite("a number", **pair, variance=0.5)
suite(
    "a whole number",
    **pair,
    variance=2,
    expect=Array(suite.reference(**{k: v.values for k, v in pair.items()}, variance=2.0), "float32"),
)
suite("a number below eps", **pair, variance=0.0, eps=0.25)
suite("variances below eps", **pair, variance=array([[0.0, 0.1, 0.2], [0.3, 0.4, 0.5]]), eps=0.25, reduction="none")
suite("another type", **pair, variance=variances((2, 3), "float64"))
suite("one target", input=numbers((2, 3)), target=numbers(()), variance=0.5, reduction="none")
suite("rank 0", input=numbers(()), target=numbers((), "float32", 1), variance=variances(()))
suite(
    "rank 8",
    input=numbers((2, 1, 2, 1, 1, 2, 1, 2)),
    target=numbers((2, 1, 2, 1, 1, 2, 1, 2), "float32", 1),
    variance=1.5,
)
suite("empty", input=numbers((0, 3)), target=numbers((0, 3)), variance=variances((0, 3)), reduction="none")
for dtype in FLOATING:
    suite(f"not numbers {dtype}", input=extremes(dtype), target=numbers((6,), dtype), variance=1.5, reduction="none")
suite.fails("targets of another shape", "shape", "target", ["[2]"], **{**given("float32"), "target": numbers((2,))})
suite.fails("variances of another shape", "shape", "variance", ["[3, 2]", "[2, 3]"], **given("float32", (3, 2)))
suite.fails("more variances than numbers", "shape", "variance", ["[4, 2, 3]"], **given("float32", (4, 2, 3)))
suite.fails("a negative variance", "value", "variance", ["-1"], **pair, variance=-1.0)
suite.fails("eps is not positive", "value", "eps", ["0"], **given("float32"), eps=0.0)
