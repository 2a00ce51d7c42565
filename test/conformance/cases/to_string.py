"""numpy.array2string."""

import numpy as np
from oracle import Suite, array, call, host, new, numbers, var


def reference(x, threshold=1000, edge_items=3, precision=4):
    return np.array2string(
        x, threshold=threshold, edgeitems=edge_items, precision=precision, separator=", ", floatmode="maxprec"
    )


class Printed(Suite):
    """Text can not be traced."""

    def __call__(self, name, /, **given):
        super().__call__(name, options={"compiled": False}, **given)

    def typed(self, found, given):
        return {"string": found}


suite = Printed("to_string", reference, exact=True)
suite("a row", x=array([1, 2.5, 3]))
suite("a matrix", x=array([[1.5, -2.25], [100, 0.125]]))
suite("integers", x=array([[1, 20], [-300, 4]], "int32"))
suite("booleans", x=array([True, False], "bool"))
suite("rank 0", x=array(2.5))
suite("edges only", x=array(np.arange(30), "int64"), threshold=10)
suite("two at each edge", x=array(np.arange(40).reshape(4, 10), "int64"), threshold=10, edge_items=2)
suite("fewer digits", x=array([1 / 3, 2 / 3], "float64"), precision=2)
suite("not numbers", x=array([np.nan, np.inf, -np.inf, 1.5]))
suite("empty", x=numbers((0,)))
suite.fails("no edge", "value", "edge_items", ["0"], x=numbers((2,)), edge_items=0)
suite.fails("too many digits", "value", "precision", ["41"], x=numbers((2,)), precision=41)
traced = suite.script("inside a trace", compiled=False, through_host=True)
traced.let("f", new("CompiledFunction", fn=host(["x"], call("to_string", x=var("x")))))
traced.fails(call("CompiledFunction.call", self_=var("f"), inputs=[numbers((2,))]), "trace", "x", operator="to_string")
