"""numpy.ravel_multi_index, counted from 0."""

import numpy as np
from oracle import INTEGER, Suite, array


def reference(indices, shape):
    return np.ravel_multi_index([np.asarray(i, np.int64) for i in indices], shape)


suite = Suite("ravel_multi_index", reference, "int64", exact=True)
suite.each(INTEGER, lambda t: {"indices": [array([1, 0, 1], t), array([2, 0, 1], t)], "shape": [2, 3]})
suite("one axis", indices=[array([4, 0], "int64")], shape=[5])
suite("rank 0", indices=[array(1, "int64"), array(2, "int64")], shape=[2, 3])
suite(
    "broadcasting", indices=[array([[1], [0]], "int64"), array([2, 0, 1], "int32"), array(3, "int64")], shape=[2, 3, 4]
)
suite("eight axes", indices=[array([1, 0], "int64")] * 8, shape=[2] * 8)
suite("no indices", indices=[array([], "int64"), array([], "int64")], shape=[2, 0])
suite("large sizes", indices=[array([2**20], "int64"), array([2**30], "int64")], shape=[2**21, 2**31])
a, b = array([1, 0], "int64"), array([2, 3], "int64")
suite.fails("behind the last", "index", "indices", ["{3}", "[{1}]", "axis {1}"], indices=[a, b], shape=[2, 3])
suite.fails("before the first", "index", "indices", [], indices=[array([-1], "int64"), b], shape=[2, 4])
suite.fails("too few tensors", "shape", "indices", ["1 tensors", "2"], indices=[a], shape=[2, 3])
suite.fails("shapes", "shape", "indices", [], indices=[a, array([0, 1, 2], "int64")], shape=[2, 3])
suite.fails("no sizes", "shape", "shape", ["[]"], indices=[], shape=[])
suite.fails("a negative size", "shape", "shape", ["[-2]"], indices=[a], shape=[-2])
suite.fails("more than can be counted", "shape", "shape", [], indices=[a, a], shape=[2**40, 2**40])
suite.refuses(INTEGER, lambda t: {"indices": [array([1, 0], t)], "shape": [2]}, "indices")
