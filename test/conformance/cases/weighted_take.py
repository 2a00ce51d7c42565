"""torch.gather, weights and a sum, in float64."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite, array, dtype_of, extremes, numbers
from oracle.pytorch import by_torch, gradients
from oracle.sampling import places, taken

suite = Suite("weighted_take", by_torch(taken), lambda x, indices, weights: dtype_of(x, weights))


def given(dtype="float32", front=(2,), c=3, size=5, k=4, p=6, index="int64", weight=None):
    return {
        "x": numbers((*front, c, size), dtype),
        "indices": places((*front, k, p), size, index),
        "weights": numbers((*front, k, p), weight or dtype, 1),
    }


suite.each(FLOATING, given)
suite.each(INTEGER, lambda t: given(index=t), "indices of")
suite("weights of another type", **given(weight="float64"))
suite("no axes in front", **given(front=()))
suite("rank 8", **given(front=(1, 2, 1, 1, 2, 1)))
suite("one weight", **given(k=1))
suite("many places", **given(p=2500, size=11))
suite("many channels", **given(c=70, p=3))
suite("no examples", **given(front=(0,)), expect=numbers((0, 3, 6)))
suite("no places", **given(p=0), expect=numbers((2, 3, 0)))
suite("no weights", **given(k=0), expect=Array(np.zeros((2, 3, 6)), "float32"))
suite("no channels", **given(c=0), expect=numbers((2, 0, 6)))
for dtype in FLOATING:
    suite(f"not numbers {dtype}", **{**given(dtype, (), 1, 6), "x": Array(extremes(dtype).values[None], dtype)})
suite(
    "weights of 0",
    x=array([[1, float("nan"), float("inf")]]),
    indices=array([[1, 2], [0, 0]], "int64"),
    weights=array([[0, 0], [3, 0]]),
    expect=array([[3, 0]]),
)
few = numbers((1, 3))
ok = array([[0, 2]], "int64")
suite("first and last", x=few, indices=ok, weights=numbers((1, 2)))
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["[{0}, {1}]", "{3}"],
    x=few,
    indices=array([[0, 3]], "int64"),
    weights=numbers((1, 2)),
)
suite.fails(
    "before the first", "index", "indices", [], x=few, indices=array([[0, -1]], "int64"), weights=numbers((1, 2))
)
suite.fails("of nothing", "index", "indices", [], x=numbers((1, 0)), indices=ok, weights=numbers((1, 2)))
suite.fails("one axis", "shape", "x", ["[3]"], x=numbers((3,)), indices=ok, weights=numbers((1, 2)))
suite.fails("other axes of indices", "shape", "indices", ["2 axes"], x=few, indices=array([0], "int64"), weights=few)
suite.fails(
    "other examples", "shape", "indices", [], x=numbers((2, 1, 3)), indices=array([[[0]]], "int64"), weights=few
)
suite.fails("other weights", "shape", "weights", ["[1, 2]"], x=few, indices=ok, weights=numbers((2, 1)))
suite.refuses(FLOATING, lambda t: {**given(), "x": numbers((2, 3, 5), t)}, "x")
gradients(suite, taken, given)
