"""torch.nn.functional.embedding in float64, indices from 0."""

import numpy as np
from oracle import FLOATING, INTEGER, MOST_AXES, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import embedding


def reference(indices, weight, padding_idx=None):
    return embedding(indices, weight, padding_idx)


suite = Suite("embedding", by_torch(reference), lambda indices, weight, **_: weight.dtype, exact=True)
at = array([2, 0, 2], "int64")
suite.each(FLOATING, lambda t: {"indices": at, "weight": numbers((3, 2), t)})
suite.each(INTEGER, lambda t: {"indices": array([2, 0, 2], t), "weight": numbers((3, 2))}, "indices of")
suite("first and last", indices=array([0, 3], "int64"), weight=numbers((4, 2)))
suite("sentences", indices=array([[0, 1], [2, 2]], "int64"), weight=numbers((3, 4)))
suite("one index", indices=array(1, "int64"), weight=numbers((3, 2)))
suite("no indices", indices=array([], "int64"), weight=numbers((3, 2)))
suite("rows of nothing", indices=at, weight=numbers((3, 0)))
suite("rank 7", indices=array([[[[[[[1], [2]]]]]]], "int64"), weight=numbers((3, 2)))
suite("padding", indices=at, weight=numbers((3, 2)), padding_idx=2)
suite("null for padding", indices=at, weight=numbers((3, 2)), padding_idx=None)
table = numbers((3, 2))
suite.fails("behind the last", "index", "indices", ["{3}"], indices=array([0, 3], "int64"), weight=table)
suite.fails("before the first", "index", "indices", [], indices=array([0, -1], "int64"), weight=table)
suite.fails("no such padding", "index", "padding_idx", ["{3}"], indices=at, weight=table, padding_idx=3)
suite.fails("no table", "shape", "weight", ["[3]"], indices=at, weight=numbers((3,)))
suite.fails("too many axes", "shape", "indices", [], indices=array(np.ones((1,) * MOST_AXES), "int64"), weight=table)
suite.refuses(INTEGER, lambda t: {"indices": array([1, 0], t), "weight": table}, "indices")
gradients(suite, embedding, lambda t: {"indices": at, "weight": numbers((3, 2), t)})
gradients(
    suite,
    embedding,
    lambda t: {"indices": array([[2, 0], [1, 2]], "int64"), "weight": numbers((3, 2), t), "padding_idx": 2},
    "gradient, padding,",
    options={"differences": False},  # the row of the padding stays as it is, by definition
)
