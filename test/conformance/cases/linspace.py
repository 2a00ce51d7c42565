"""numpy.linspace in float64; integers are rounded down."""

import numpy as np
from oracle import ANY, Suite


def reference(start, stop, num, dtype="float32", device="cpu", endpoint=True):
    out = np.linspace(start, stop, num, endpoint=endpoint)
    return np.floor(out) if np.dtype("float32" if dtype == "bfloat16" else dtype).kind in "iu" else out


suite = Suite("linspace", reference, lambda dtype="float32", **_: dtype)
suite.each(ANY, lambda t: {"start": 0, "stop": 9, "num": 5, "dtype": t})
suite("without its end", start=0, stop=1, num=5, endpoint=False)
suite("backwards", start=3, stop=-3.5, num=6)
suite("integers below zero", start=-3, stop=0, num=5, dtype="int32")
suite("none", start=0, stop=1, num=0)
suite("one", start=2, stop=5, num=1)
suite("one without its end", start=2, stop=5, num=1, endpoint=False)
suite("two", start=0.1, stop=0.7, num=2, dtype="float64")
suite("many", start=0, stop=1, num=1001, dtype="float64")
suite("no way to go", start=1.5, stop=1.5, num=3, device="cpu")
suite.fails("a negative number", "value", "num", ["-1"], start=0, stop=1, num=-1)
suite.fails("more than there is memory for", "out_of_memory", None, [], start=0, stop=1, num=2**45)
