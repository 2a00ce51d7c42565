"""x + by, but for the sentinel. It converts between countings itself, so its own numbers are never shifted."""

import numpy as np
from oracle import INTEGER, Suite, array, extremes, numbers

suite = Suite(
    "index_shift",
    lambda x, by, sentinel=None: np.where(
        x == sentinel, x, (x + np.array(by, np.int64).astype(x.dtype)).astype(x.dtype)
    ),
    lambda x, **_: x.dtype,
    exact=True,
)
suite.each(INTEGER, lambda t: {"x": numbers((2, 3), t), "by": 1})
suite("a sentinel", x=array([0, 5, -100], "int64"), by=1, sentinel=-100)
suite("null for no sentinel", x=array([1, 5, 100], "int64"), by=-1, sentinel=None)
suite("a sentinel, downwards", x=array([1, -100], "int64"), by=-1, sentinel=-100)
suite.fails("an index before the first", "index", "x", ["0"], x=array([1, 0], "int64"), by=-1)
suite("wraps", x=extremes("int8"), by=1)
suite("rank 0", x=numbers((), "int64"), by=2)
suite("empty", x=numbers((0,), "int64"), by=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((2,), t), "by": 1}, "x")
