"""torch.nn.functional.cross_entropy in float64."""

from oracle import FLOATING, INTEGER, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import cross_entropy

suite = Suite("cross_entropy", by_torch(cross_entropy), lambda input, **_: input.dtype)
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
