"""numpy.bincount, numbers from 0. A traced function can not have it."""

import numpy as np
from oracle import INTEGER, NUMERIC, Suite, array, call, host, numbers, var

eager = {"compiled": False}


def reference(x, weights=None, minlength=0):
    size = max([minlength, *(int(v) + 1 for v in x)])
    out = np.zeros(size, np.int64 if weights is None else weights.dtype)
    np.add.at(out, np.asarray(x, np.int64), 1 if weights is None else weights)
    return out


suite = Suite("bincount", reference, lambda x, weights=None, **_: "int64" if weights is None else weights.dtype)
at = array([2, 0, 2, 4], "int64")
for dtype in INTEGER:
    suite(dtype, x=array([2, 0, 2, 4], dtype), options=eager)
for dtype in NUMERIC:
    suite(f"weights of {dtype}", x=at, weights=numbers((4,), dtype), options=eager)
suite("null for weights", x=at, weights=None, options=eager)
suite("more counts", x=at, minlength=7, options=eager)
suite("not more counts", x=at, minlength=2, options=eager)
suite("no numbers", x=array([], "int64"), options=eager)
suite("no numbers and three counts", x=array([], "int64"), weights=numbers((0,)), minlength=3, options=eager)
suite.fails("a negative number", "index", "x", [], x=array([0, -1], "int64"))
suite.fails("a matrix", "shape", "x", ["[1, 2]"], x=array([[0, 1]], "int64"))
suite.fails("too few weights", "shape", "weights", ["[3]", "[4]"], x=at, weights=numbers((3,)))
suite.fails("fewer than none", "value", "minlength", ["-1"], x=at, minlength=-1)
suite.fails("more than there is memory for", "out_of_memory", None, [], x=array([2**50], "int64"))
suite.fails("more than can be counted", "out_of_memory", None, [], x=array([2**62], "int64"))
suite.refuses(INTEGER, lambda t: {"x": array([1, 0], t)}, "x")
traced = suite.script("in a trace")
traced.let("x", array([[0, 1], [1, 1]], "int64"))
traced.fails(
    call("vmap", fn=host(["row"], call("bincount", x=var("row"))), inputs=[var("x")]), "trace", "x", operator="bincount"
)
