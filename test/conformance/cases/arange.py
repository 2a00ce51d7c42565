"""numpy.arange; whole numbers give int64, others float32."""

import numpy as np
from oracle import NUMERIC, Suite


def reference(start, stop=None, step=1, dtype=None, device="cpu"):
    return np.arange(start, stop, step) if stop is not None else np.arange(0, start, step)


def result(start, stop=None, step=1, dtype=None, device="cpu"):
    return dtype or ("int64" if all(isinstance(v, int) for v in (start, stop or 0, step)) else "float32")


suite = Suite("arange", reference, result)
suite("one bound", start=5)
suite("two bounds", start=2, stop=6)
suite("a step", start=1, stop=2, step=0.25)
suite("downwards", start=5, stop=0, step=-2)
suite("a fraction as the bound", start=3.5)
suite("null for one bound", start=3, stop=None)
suite("nothing between", start=3, stop=1)
suite("a device", start=3, device="cpu")
suite.each(NUMERIC, lambda t: {"start": 1, "stop": 6, "step": 2, "dtype": t})
suite.fails("a step of zero", "value", "step", ["zero"], start=1, stop=2, step=0)
suite.fails("an endless interval", "value", None, ["finite"], start=0.0, stop=float("inf"))
suite.fails("more than there is memory for", "out_of_memory", None, [], start=0, stop=2**60)
