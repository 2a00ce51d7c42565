"""numpy.argmax: the first of equal ones; a NaN counts as the extreme."""

import numpy as np
from oracle import NUMERIC, Suite, array, numbers

suite = Suite("argmax", lambda x, axis=None, keepdims=False: np.argmax(x, axis, keepdims=keepdims), "int64", exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((3, 4), t), "axis": 1})
suite("of all", x=numbers((2, 3, 4)))
suite("null for all", x=numbers((2, 3, 4)), axis=None)
suite("first axis", x=numbers((3, 4)), axis=0)
suite("last axis by a negative number", x=numbers((2, 3, 4)), axis=-1)
suite("keepdims", x=numbers((3, 4)), axis=1, keepdims=True)
suite("keepdims of all", x=numbers((3, 4)), keepdims=True)
suite("first and last place", x=array([[9, 0, 1], [1, 0, 9], [-9, 0, 1], [1, 0, -9]]), axis=1)
suite("equal elements", x=array([[1, 3, 3], [0, 0, 0]]), axis=1)
suite("not numbers", x=array([[1, np.nan, 3], [np.inf, 0, -np.inf]]), axis=1)
suite("a first element that is not a number", x=array([[np.nan, 1, 3], [1, 2, np.nan], [np.nan, np.nan, 0]]), axis=1)
suite("rank 0", x=numbers(()))
suite("an empty tensor, along the other axis", x=numbers((0, 3)), axis=1)
suite.fails("of nothing", "value", "x", ["[2, 0]"], x=numbers((2, 0)), axis=1)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), axis=2)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
