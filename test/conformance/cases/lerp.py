"""torch.lerp in float64; integers give float32."""

import torch
from oracle import *
from oracle.families import floating_of
from oracle.pytorch import by_torch, gradients


def wide(x):
    return x.double() if isinstance(x, torch.Tensor) else x


def reference(x1, x2, weight):
    return wide(x1) + wide(weight) * (wide(x2) - wide(x1))


suite = Suite("lerp", by_torch(reference), floating_of)
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1), "weight": 0.25})
suite(
    "tensors that broadcast",
    x1=numbers((2, 1)),
    x2=numbers((3,), "float32", 1),
    weight=numbers((4, 1, 1), "float32", 2),
)
suite("beyond the ends", x1=numbers((2, 3)), x2=numbers((2, 3), "float32", 1), weight=array([-1.5, 0.5, 2.5]))
suite("a number first", x1=1.5, x2=numbers((2, 3)), weight=0.75)
suite("a number second", x1=numbers((2, 3)), x2=2, weight=numbers((3,), "float32", 1))
suite("promoted", x1=numbers((2, 3), "float16"), x2=numbers((2, 3), "int32"), weight=numbers((3,), "float64"))
suite("the ends", x1=array([1e8, 3.0]), x2=array([1.0, 7.0]), weight=array([[0.0], [1.0]]))
suite("rank 0", x1=numbers(()), x2=2, weight=0.5)
suite("empty", x1=numbers((0, 3)), x2=1, weight=0.5)
suite("longer than a vector", x1=numbers((5, 13)), x2=numbers((5, 13), "float32", 1), weight=0.4)
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3)), x2=numbers((2,)), weight=0.5)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t), "weight": 0.5}, "x1")
gradients(
    suite,
    torch.lerp,
    lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3,), t, 1), "weight": positive((2, 1), t, 2)},
)
gradients(
    suite,
    lambda x1, x2, weight: torch.lerp(x1, x2, weight),
    lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1), "weight": 0.25},
    "gradient, by a number,",
)
