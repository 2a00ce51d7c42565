"""Layer normalisation of rows by its formula in PyTorch, in float64."""

import numpy as np
from oracle import Array, Suite, array, dtype_of, numbers
from oracle.attention import WIDE
from oracle.pytorch import by_torch, gradients
from oracle.standardized import standardize

suite = Suite(
    "standardize_rows", by_torch(standardize), lambda x, weight=None, bias=None, **_: dtype_of(x, weight, bias)
)


def given(dtype="float32", shape=(2, 3, 4), weights=(4,), length=4, **more):
    return {"x": numbers(shape, dtype), "weight": numbers(weights, dtype, 1), "bias": numbers(weights, dtype, 2)} | {
        "length": length,
        **more,
    }


suite.each(WIDE, given)
suite("neither weight nor bias", x=numbers((2, 3, 4)), length=12)
suite("weight alone", x=numbers((2, 4)), weight=numbers((4,), "float32", 1), length=4)
suite("bias alone", x=numbers((2, 4)), bias=numbers((4,), "float32", 1), length=4)
suite("runs", **given(shape=(2, 4, 3), length=6, run=3))
suite("rows that share the weights", **given(shape=(2, 4), length=2))
suite("runs as long as rows", **given(shape=(2, 4, 3), length=3, run=3))
suite("examples with weights of their own", **given(shape=(2, 3, 4), weights=(2, 4)))
suite("examples with runs", **given(shape=(3, 2, 2, 4, 3), weights=(3, 2, 4), length=6, run=3))
suite("a length across axes", **given(shape=(3, 4), weights=(6,), length=6))
suite("not centred", **given(centred=False))
suite("eps", **given(eps=0.5))
suite("promoted", x=numbers((2, 4)), weight=numbers((4,), "float64", 1), length=4)
suite("longer than a lane", **given(shape=(3, 77), weights=(77,), length=77))
suite("longer than a chunk", **given(shape=(2, 1500), weights=(1500,), length=1500))
suite("rows of one element", **given(shape=(3, 1), weights=(1,), length=1))
suite("far from zero", x=array([[101, 102, 104]], "float64"), length=3)
suite("not numbers", x=array([[float("nan"), 1], [float("inf"), 1], [2, 1]]), length=2)
suite("no rows", **given(shape=(0, 4)), expect=Array(np.zeros((0, 4)), "float32"))
suite.fails("no whole rows", "shape", "x", ["[2, 3]", "4"], x=numbers((2, 3)), length=4)
suite.fails("no whole runs", "value", "run", ["3", "4"], x=numbers((2, 4)), length=4, run=3)
suite.fails("no length", "value", "length", ["0"], x=numbers((2, 4)), length=0)
suite.fails("other weights", "shape", "weight", ["[3]"], x=numbers((2, 4)), weight=numbers((3,)), length=4)
suite.fails("another bias", "shape", "bias", ["[3]"], x=numbers((2, 4)), bias=numbers((3,)), length=4)
suite.fails("one weight", "shape", "weight", ["[]"], x=numbers((2, 4)), weight=numbers(()), length=4)
suite.fails(
    "a bias unlike", "shape", "bias", ["[8]"], x=numbers((2, 4)), weight=numbers((4,)), bias=numbers((8,)), length=4
)
suite.fails("other examples", "shape", "weight", ["[3, 4]"], x=numbers((2, 2, 4)), weight=numbers((3, 4)), length=4)
suite.fails("too many axes", "shape", "weight", [], x=numbers((4,)), weight=numbers((4, 1, 4)), length=4)
suite.refuses(WIDE, lambda t: {"x": numbers((2, 4), t), "length": 4}, "x")
gradients(suite, standardize, given, dtypes=WIDE)
gradients(
    suite,
    standardize,
    lambda t: given(t, shape=(2, 4, 3), length=6) | {"eps": 0.1, "centred": False, "run": 3},
    "gradient, runs, not centred,",
    dtypes=WIDE,
)
gradients(
    suite,
    lambda x, bias, length: standardize(x, None, bias, length),
    lambda t: {"x": numbers((3, 4), t), "bias": numbers((4,), t, 1), "length": 4},
    "gradient, bias alone,",
    dtypes=WIDE,
)
gradients(
    suite,
    lambda x, length: standardize(x, length=length),
    lambda t: {"x": numbers((3, 4), t), "length": 4},
    "gradient, neither weight nor bias,",
    dtypes=WIDE,
)
