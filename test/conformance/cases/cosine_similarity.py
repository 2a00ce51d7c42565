"""torch.nn.functional.cosine_similarity in float64; integers give float32."""

import torch
from oracle import NUMERIC, Suite, array, numbers, positive
from oracle.families import floating_of
from oracle.pytorch import by_torch, gradients


def cosine(x1, x2, axis=1, eps=1e-8):
    return torch.nn.functional.cosine_similarity(x1, x2, axis if axis < 0 else axis - x1.ndim, eps)


def in_fractions(x1, x2, **options):
    return cosine(x1.double(), x2.double(), **options)


suite = Suite("cosine_similarity", by_torch(in_fractions), lambda x1, x2, **_: floating_of(x1, x2))
suite.each(NUMERIC, lambda t: {"x1": positive((2, 3), t), "x2": numbers((2, 3), t, 1)})
suite("another axis", x1=numbers((3, 2)), x2=numbers((3, 2), "float32", 1), axis=0)
suite("an axis from the end", x1=numbers((2, 3, 4)), x2=numbers((2, 3, 4), "float32", 1), axis=-1)
suite("broadcasting", x1=numbers((2, 1, 3)), x2=numbers((4, 3), "float32", 1), axis=2)
suite("a length of one broadcasts", x1=numbers((2, 1)), x2=numbers((2, 3), "float32", 1))
suite("short vectors", x1=array([[1e-3, 0]]), x2=array([[1e-3, 1e-3]]), eps=0.5)
suite("a vector of zeros", x1=array([[0, 0]]), x2=array([[1, 2]]))
suite("promoted", x1=numbers((2, 3), "int32"), x2=numbers((2, 3), "float64", 1))
suite("longer than a vector", x1=numbers((2, 77)), x2=numbers((2, 77), "float32", 1))
suite("no vectors", x1=numbers((0, 3)), x2=numbers((0, 3)))
suite("rank 8", x1=numbers((1, 2, 1, 3, 2, 1, 1, 2)), x2=numbers((2, 1, 2), "float32", 1), axis=-1)
suite.fails("shapes", "shape", "x2", ["[2, 4]"], x1=numbers((2, 3)), x2=numbers((2, 4)))
suite.fails("no such axis", "index", "axis", ["axis {1}"], x1=numbers((3,)), x2=numbers((3,)))
suite.fails("no such axis in the second", "index", "axis", ["-2"], x1=numbers((2, 3)), x2=numbers((2,)), axis=0)
suite.fails("a negative length", "value", "eps", ["-1"], x1=numbers((2, 3)), x2=numbers((2, 3)), eps=-1.0)
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2, 2), t), "x2": numbers((2, 2), t)}, "x1")
gradients(suite, cosine, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1), "axis": 1})
