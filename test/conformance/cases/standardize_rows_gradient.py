"""The gradients of layer normalisation of rows by their formula in PyTorch, in float64, and their own by its autograd."""

from oracle import Array, Suite, dtype_of, numbers
from oracle.attention import WIDE
from oracle.pytorch import by_torch, gradients
from oracle.standardized import gradient

NAMES = ["grad_x", "grad_weight", "grad_bias"]


class Gradients(Suite):
    def __call__(self, name, /, **given):
        found, dtype = by_torch(gradient)(**given), dtype_of(given["grad"], given["x"], given.get("weight"))
        parts = {key: Array(x, dtype).record("table") for key, x in zip(NAMES, found)}
        super().__call__(name, expect={"record": parts}, **given)


def given(dtype="float32", shape=(2, 3, 4), weights=(4,), length=4, **more):
    made = {"grad": numbers(shape, dtype), "x": numbers(shape, dtype, 1), "weight": numbers(weights, dtype, 2)}
    return {**made, "length": length, "weight_gradient": True, **more}


suite = Gradients("standardize_rows_gradient")
suite.each(WIDE, given)
suite("no weight", grad=numbers((2, 4)), x=numbers((2, 4), seed=1), length=4)
suite("no weight, sums asked for", grad=numbers((2, 4)), x=numbers((2, 4), seed=1), length=2, weight_gradient=True)
suite("of x alone", **given(weight_gradient=False))
suite("runs", **given(shape=(5, 4, 3), length=6, run=3))
suite("runs as long as rows", **given(shape=(2, 4, 3), length=3, run=3))
suite("examples with weights of their own", **given(shape=(2, 3, 4), weights=(2, 4)))
suite("examples with runs", **given(shape=(3, 2, 2, 4, 3), weights=(3, 2, 4), length=6, run=3))
suite("not centred", **given(centred=False))
suite("eps", **given(eps=0.5))
suite("promoted", **given() | {"weight": numbers((4,), "float64", 2)})
suite("more rows than lanes", **given(shape=(77, 5), weights=(5,), length=5))
suite("more rows than a chunk", **given("float64", shape=(2100, 2), weights=(2,), length=2))
suite("longer than a chunk", **given(shape=(3, 1500), weights=(1500,), length=1500))
suite("rows of one element", **given(shape=(3, 1), weights=(1,), length=1))
suite("no rows", **given(shape=(0, 4)))
suite.fails("no whole rows", "shape", "x", ["[2, 3]"], grad=numbers((2, 3)), x=numbers((2, 3)), length=4)
suite.fails("another gradient", "shape", "grad", ["[2, 2]"], grad=numbers((2, 2)), x=numbers((2, 4)), length=4)
suite.fails("other weights", "shape", "weight", ["[3]"], **given(weights=(3,)))
suite.fails("no whole runs", "value", "run", ["3", "4"], **given(run=3))
suite.fails("no length", "value", "length", ["0"], **given(length=0))
suite.refuses(WIDE, lambda t: given() | {"x": numbers((2, 3, 4), t)}, "x")


def ordered(**given):
    """All arguments, as the function has them."""
    names = ["grad", "x", "weight", "length", "eps", "centred", "run", "weight_gradient"]
    return {name: given[name] for name in names if name in given}


def in_order(names):
    return lambda *values: gradient(**dict(zip(names, values)))


for name, more in {
    "gradient": {},
    "gradient, runs, not centred,": {"shape": (2, 4, 3), "length": 6, "eps": 0.1, "centred": False, "run": 3},
    "gradient, of x alone,": {"weight_gradient": False},
}.items():
    names = list(ordered(**given(**more)))
    gradients(suite, in_order(names), lambda t, more=more: ordered(**given(t, **more)), name, dtypes=WIDE)
names = ["grad", "x", "length"]
bare = lambda t: {"grad": numbers((3, 4), t), "x": numbers((3, 4), t, 1), "length": 4}
gradients(suite, in_order(names), bare, "gradient, no weight,", dtypes=WIDE)
