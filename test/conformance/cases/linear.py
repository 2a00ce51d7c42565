"""torch.nn.functional.linear in float64."""

from oracle import FLOATING, Suite, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import linear

suite = Suite("linear", by_torch(lambda x, weight, bias=None: linear(x, weight, bias)))
suite.each(FLOATING, lambda t: {"x": numbers((2, 3), t), "weight": numbers((4, 3), t, 1), "bias": numbers((4,), t, 2)})
suite("without a bias", x=numbers((2, 3)), weight=numbers((4, 3), "float32", 1))
suite("one row", x=numbers((3,)), weight=numbers((4, 3), "float32", 1), bias=numbers((4,), "float32", 2))
suite("more axes", x=numbers((2, 2, 3)), weight=numbers((4, 3), "float32", 1), bias=numbers((4,), "float32", 2))
suite("promoted", x=numbers((2, 3), "float32"), weight=numbers((4, 3), "float64", 1), bias=numbers((4,), "float32", 2))
suite(
    "larger than a tile", x=numbers((17, 19)), weight=numbers((13, 19), "float32", 1), bias=numbers((13,), "float32", 2)
)
suite("no rows", x=numbers((0, 3)), weight=numbers((4, 3), "float32", 1), bias=numbers((4,), "float32", 2))
suite.fails("a last axis that does not fit", "shape", "x", ["[2, 2]", "3"], x=numbers((2, 2)), weight=numbers((4, 3)))
suite.fails("weights that are no matrix", "shape", "weight", ["[3]"], x=numbers((2, 3)), weight=numbers((3,)))
suite.fails(
    "a bias that does not fit", "shape", "bias", ["[3]"], x=numbers((2, 3)), weight=numbers((4, 3)), bias=numbers((3,))
)
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3), t), "weight": numbers((4, 3), t)}, "x")
gradients(
    suite,
    linear,
    lambda t: {"x": numbers((2, 2, 3), t), "weight": numbers((4, 3), t, 1), "bias": numbers((4,), t, 2)},
)
gradients(suite, linear, lambda t: {"x": numbers((3,), t), "weight": numbers((4, 3), t, 1)}, "gradient, one row,")
