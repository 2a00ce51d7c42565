"""numpy.logspace in float64; integers are rounded down."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite


class Powers(Suite):
    def __call__(self, name, /, start, stop, num, **given):
        plain = {k: v for k, v in given.items() if k in ["base", "endpoint"]}
        dtype = given.get("dtype", "float32")
        found = np.logspace(start, stop, num, **plain)
        if dtype not in FLOATING and dtype != "bool":
            found = np.floor(found)
        super().__call__(name, expect=Array(found, dtype), start=start, stop=stop, num=num, **given)


suite = Powers("logspace")
for dtype in FLOATING:
    suite(dtype, start=-1, stop=1.5, num=5, dtype=dtype)
for dtype in INTEGER:
    suite(dtype, start=0, stop=2, num=4, dtype=dtype)
suite("bool", start=0, stop=2, num=4, dtype="bool")
suite("another base", start=-2.0, stop=3.0, num=6, base=2)
suite("a fraction as base", start=0, stop=2, num=3, base=0.5)
suite("falling", start=2, stop=-1, num=4)
suite("without the end", start=0, stop=2, num=4, endpoint=False)
suite("one number", start=1, stop=2, num=1)
suite("no numbers", start=1, stop=2, num=0)
suite("equal ends", start=1, stop=1, num=3)
suite("on the cpu", start=0, stop=1, num=2, device="cpu")
suite("a negative base", start=0, stop=2, num=3, base=-2.0)
suite("too large", start=0, stop=100, num=3)
suite.fails("fewer than none", "value", "num", ["-1"], start=0, stop=1, num=-1)
suite.fails("more than there is memory for", "out_of_memory", None, [], start=0, stop=1, num=2**45)
