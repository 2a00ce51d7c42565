"""numpy.nonzero."""

import numpy as np
from oracle import ANY, Suite, array, call, host, numbers


class Places(Suite):
    def __call__(self, name, /, **given):
        found = [array(one, "int64") for one in np.nonzero(given["x"].values)]
        super().__call__(name, expect=found, options={"compiled": False}, **given)


suite = Places("nonzero", exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t) if t == "bool" else array([[0, 3, 0], [1, 0, 2]], t)})
suite("nan is not zero, and -0 is", x=array([np.nan, 0.0, -0.0, np.inf]))
suite("three axes", x=array(np.arange(24).reshape(2, 3, 4) % 3 == 0, "bool"))
suite("nothing", x=array([0, 0, 0]))
suite("all", x=array([[1, 2], [3, 4]]))
suite("empty", x=numbers((0, 3)))
suite("many", x=array(np.arange(70000) % 7000 == 1, "bool"))
suite.fails("rank 0", "shape", "x", [], x=array(1))
traced = suite.script("in a trace")
traced.fails(
    call("vmap", fn=host(["x"], {"item": 0, "of": call("nonzero", x={"var": "x"})}), inputs=[numbers((2, 3))]),
    "trace",
    operator="nonzero",
)
