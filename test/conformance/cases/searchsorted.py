"""numpy.searchsorted, positions from 0."""

import numpy as np
from oracle import INTEGER, NUMERIC, Array, Suite, array, numbers


class Search(Suite):
    def __call__(self, name, /, **given):
        x1, x2 = given["x1"].values, given["x2"].values
        sorter = given["sorter"].values.astype(np.int64) if "sorter" in given else None
        found = np.searchsorted(x1, x2, given.get("side", "left"), sorter)
        super().__call__(name, expect=Array(found, "int64"), **given)


suite = Search("searchsorted", exact=True)
line = array([1, 3, 3, 3, 7])
suite.each(NUMERIC, lambda t: {"x1": array([0, 1, 3, 3, 7], t), "x2": array([[0, 3, 4], [7, 9, 1]], t)})
for side in ["left", "right"]:
    suite(f"equal elements, {side}", x1=line, x2=array([3, 1, 7, 2, 0, 8]), side=side)
suite("not numbers", x1=array([-np.inf, 0, np.inf, np.nan]), x2=array([np.nan, np.inf, -np.inf, 5]))
suite("not numbers, right", x1=array([-np.inf, 0, np.inf, np.nan]), x2=array([np.nan, np.inf, -np.inf]), side="right")
suite("promoted", x1=array([1, 2, 3], "int32"), x2=array([1.5, 2, 9], "float64"))
suite("rank 0", x1=line, x2=array(5))
suite("rank 8", x1=line, x2=numbers((1, 2, 1, 3, 2, 1, 1, 2)))
suite("in nothing", x1=array(np.zeros((0,))), x2=array([1, 2]))
suite("nothing", x1=line, x2=numbers((0, 3)))
unsorted = array([7, 1, 3])
suite("a sorter", x1=unsorted, x2=array([0, 2, 3, 9]), sorter=array([1, 2, 0], "int64"))
for dtype in INTEGER:
    suite(f"a sorter of {dtype}", x1=unsorted, x2=array([2, 9]), sorter=array([1, 2, 0], dtype))
suite.fails("a matrix", "shape", "x1", ["[2, 2]"], x1=numbers((2, 2)), x2=array([1]))
suite.fails("a short sorter", "shape", "sorter", ["[2]"], x1=unsorted, x2=array([1]), sorter=array([1, 2], "int64"))
suite.fails(
    "a sorter that points beyond",
    "index",
    "sorter",
    ["{3}"],
    x1=unsorted,
    x2=array([1]),
    sorter=array([1, 2, 3], "int64"),
)
suite.fails("no such side", "value", "side", ["middle"], x1=line, x2=line, side="middle", options={"typed": False})
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
