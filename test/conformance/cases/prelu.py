"""torch.nn.functional.prelu in float64."""

from oracle import FLOATING, Array, Suite, array, dtype_of, extremes, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import prelu

suite = Suite("prelu", by_torch(prelu), lambda x, weight: dtype_of(x, weight))
suite.each(FLOATING, lambda t: {"x": numbers((2, 3, 2), t), "weight": numbers((3,), t, 1)})
suite.each(FLOATING, lambda t: {"x": numbers((2, 3), t), "weight": array([0.25], t)}, "one weight")
suite("two dtypes", x=numbers((2, 3), "float16"), weight=numbers((3,), "float32", 1))
suite("rank 0", x=array(-2.0), weight=array([0.5]))
suite("rank 1", x=numbers((5,)), weight=array([0.5]))
suite("a weight without axes", x=numbers((2, 3)), weight=array(0.5))
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)), weight=numbers((2,), "float32", 1))
suite("empty", x=numbers((0, 3)), weight=numbers((3,), "float32", 1))
suite("longer than a vector", x=numbers((5, 13)), weight=numbers((13,), "float32", 1))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype), weight=array([0.5], dtype))
suite.fails("as many weights as rows", "shape", "weight", ["[2]", "[3]"], x=numbers((2, 3)), weight=numbers((2,)))
suite.fails("a table of weights", "shape", "weight", ["[1, 3]"], x=numbers((2, 3)), weight=numbers((1, 3)))
suite.refuses(FLOATING, lambda t: {"x": numbers((2,), t), "weight": numbers((1,), t)}, "x")
gradients(suite, prelu, lambda t: {"x": numbers((2, 3, 2), t), "weight": numbers((3,), t, 1)})
gradients(suite, prelu, lambda t: {"x": numbers((2, 3), t), "weight": array([0.25], t)}, "gradient, one weight,")
infinite = {"x": array([float("inf"), -2.0]), "weight": array([0.5])}
gradients(suite, prelu, lambda t: {name: Array(v.values, t) for name, v in infinite.items()}, "gradient, infinite,")
