"""torch.nn.functional.bilinear in float64."""

from oracle import *
from oracle.losses import derivatives, in_float64
from torch.nn.functional import bilinear


def given(t="float32", lead=(4,), bias=True, **other):
    out = {"x1": numbers((*lead, 3), t), "x2": numbers((*lead, 2), t, 1), "weight": numbers((2, 3, 2), t, 2)}
    return {**out, **({"bias": numbers((2,), t, 3)} if bias else {}), **other}


def called(x1, x2, weight, bias=None):
    return bilinear(x1, x2, weight, bias)


suite = Suite("bilinear", in_float64(called))
suite.each(FLOATING, given)
suite("without bias", **given(bias=False))
suite("null for the bias", **given(bias=False), bias=None)
suite("one pair", **given(lead=()))
suite("more axes", **given(lead=(2, 1, 3)))
suite("7 axes", **given(lead=(1, 2, 1, 1, 2, 1)))
suite("no pairs", **given(lead=(0,)))
suite(
    "no elements",
    x1=numbers((2, 0)),
    x2=numbers((2, 2)),
    weight=numbers((3, 0, 2)),
    bias=array([1, 2, 3]),
    expect=array([[1, 2, 3], [1, 2, 3]]),
)
suite("promoted", **{**given("float16"), "x2": numbers((4, 2), "bfloat16", 1)})
suite.fails("a number", "shape", "x1", ["[]"], **given(x1=numbers(())))
suite.fails("too many axes", "shape", "x2", [], **given(x2=numbers((1,) * (MOST_AXES - 1) + (2,))))
suite.fails("weights that are a matrix", "shape", "weight", ["[3, 2]"], **given(weight=numbers((3, 2))))
suite.fails("other vectors", "shape", "x1", ["[4, 2]", "[..., 3]"], **given(x1=numbers((4, 2))))
suite.fails("other vectors of x2", "shape", "x2", ["[4, 3]", "[..., 2]"], **given(x2=numbers((4, 3))))
suite.fails("another number of vectors", "shape", "x2", ["[3, 2]"], **given(x2=numbers((3, 2))))
suite.fails("another bias", "shape", "bias", ["[3]", "[2]"], **given(bias=False), bias=numbers((3,)))
suite.refuses(FLOATING, given, "x1")
derivatives(suite, called, given)
derivatives(suite, called, lambda t: given(t, lead=(2, 2), bias=False), "gradient, more axes,")
