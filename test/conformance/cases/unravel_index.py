"""numpy.unravel_index, counted from 0."""

import numpy as np
from oracle import INTEGER, Suite, array

suite = Suite(
    "unravel_index",
    lambda indices, shape: list(np.unravel_index(np.asarray(indices, np.int64), shape)),
    "int64",
    exact=True,
)
suite.each(INTEGER, lambda t: {"indices": array([5, 0, 3], t), "shape": [2, 3]})
suite("one axis", indices=array([4, 0], "int64"), shape=[5])
suite("rank 0", indices=array(23, "int64"), shape=[2, 3, 4])
suite("a matrix", indices=array([[1, 2], [3, 11]], "int64"), shape=[4, 3])
suite("eight axes", indices=array([255, 0, 170], "int64"), shape=[2] * 8)
suite("no indices", indices=array([], "int64"), shape=[2, 0])
suite("large sizes", indices=array([2**51 + 12345], "int64"), shape=[2**21, 2**31])
suite.fails("behind the last", "index", "indices", ["{6}", "[{1}]"], indices=array([0, 6], "int64"), shape=[2, 3])
suite.fails("before the first", "index", "indices", [], indices=array([-1], "int64"), shape=[2, 3])
suite.fails("no sizes", "shape", "shape", ["[]"], indices=array([0], "int64"), shape=[])
suite.fails("a negative size", "shape", "shape", ["[-2]"], indices=array([0], "int64"), shape=[-2])
suite.fails("more than can be counted", "shape", "shape", [], indices=array([0], "int64"), shape=[2**40, 2**40])
suite.refuses(INTEGER, lambda t: {"indices": array([1, 0], t), "shape": [2]}, "indices")
