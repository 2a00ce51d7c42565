"""numpy.histogram in float64."""

import numpy as np
from oracle import FLOATING, NUMERIC, Array, Suite, array, numbers


class Histogram(Suite):
    def __call__(self, name, /, **given):
        plain = {k: v.values if isinstance(v, Array) else v for k, v in given.items()}
        x, weights, edges = plain["x"], plain.get("weights"), plain.get("edges")
        span = plain.get("range")
        if span is None and edges is None:  # NaN and infinities lie outside of what the others give
            span = (x.min(), x.max()) if x.size else None
        bins = plain.get("bins", 10) if edges is None else edges
        x = x[np.isfinite(x)] if weights is None and x.dtype.kind == "f" else x
        counts, found = np.histogram(x, bins, span, plain.get("density", False), weights)
        own = given["x"] if edges is None else given["edges"]
        at = own.dtype if own.dtype in FLOATING else "float64"
        how = at if plain.get("density") else "int64" if weights is None else given["weights"].dtype
        super().__call__(
            name, expect={"record": {"counts": self.part(counts, how), "edges": self.part(found, at)}}, **given
        )

    def part(self, values, dtype):
        return Array(values, dtype).record("table")


suite = Histogram("histogram")
suite.each(NUMERIC, lambda t: {"x": numbers((4, 5), t), "bins": 7})
suite.each(NUMERIC, lambda t: {"x": numbers((6,)), "weights": numbers((6,), t, 1), "bins": 3}, "weights of")
suite.each(NUMERIC, lambda t: {"x": numbers((20,)), "edges": array([0, 1, 3], t)}, "edges of")
suite("ten bins", x=numbers((3, 40)))
suite("a range", x=numbers((3, 40)), bins=5, range=[-1.0, 0.5])
suite("null for the range", x=numbers((12,)), range=None)
suite("uneven edges", x=numbers((40,)), edges=array([-1.5, -1.0, 0.25, 0.25, 2.0]))
suite("elements on edges", x=array([0, 1, 1, 2, 3, 4, 4]), bins=4)
suite("elements on given edges", x=array([0, 1, 1, 2, 3, 4, 4, 5, -1]), edges=array([0, 1, 4]))
suite("a density", x=numbers((40,)), bins=4, density=True)
suite("a density of integers", x=numbers((40,), "int32"), bins=4, density=True)
suite("a density with weights", x=numbers((40,)), weights=numbers((40,), "float64", 1, 0.5, 2), bins=4, density=True)
suite("equal elements", x=array([3, 3, 3]), bins=4)
suite("an empty range", x=array([3, 3, 2.75]), bins=4, range=[3.0, 3.0])
suite("no elements", x=numbers((0,)), bins=3)
suite("rank 0", x=numbers(()), bins=3)
suite("not numbers", x=array([np.nan, 0.5, np.inf, 0.75, -np.inf]), bins=4, range=[0.0, 1.0])
suite("large integers", x=array([2**52, 2**52 - 1, 2**52 - 4], "int64"), bins=4)
suite.fails("too few weights", "shape", "weights", ["[3]", "[4]"], x=numbers((4,)), weights=numbers((3,)))
suite.fails("one edge", "shape", "edges", ["[1]"], x=numbers((4,)), edges=array([1.0]))
suite.fails("a matrix of edges", "shape", "edges", ["[1, 2]"], x=numbers((4,)), edges=array([[1.0, 2.0]]))
suite.fails("no bins", "value", "bins", ["0"], x=numbers((4,)), bins=0)
suite.fails("one end", "value", "range", ["1 numbers"], x=numbers((4,)), range=[1.0])
suite.fails("ends the wrong way", "value", "range", [], x=numbers((4,)), range=[2.0, 1.0])
suite.fails("infinite ends", "value", "range", [], x=numbers((4,)), range=[0.0, np.inf])
suite.fails("more than there is memory for", "out_of_memory", None, [], x=numbers((4,)), bins=2**45)
suite.fails("more than can be counted", "out_of_memory", None, [], x=numbers((4,)), bins=2**52)
suite.fails("booleans", "dtype", "x", ["bool"], x=numbers((4,), "bool"))
