"""torch.nn.functional.one_hot; class numbers from 0."""

from oracle import *
from oracle.pytorch import by_torch
from torch.nn.functional import one_hot

suite = Suite("one_hot", by_torch(one_hot), "int64", exact=True)
suite.each(INTEGER, lambda t: {"x": array([2, 0, 3], t), "num_classes": 4})
suite("rank 0", x=array(1, "int64"), num_classes=3)
suite("a matrix", x=array([[0, 1], [2, 0]], "int64"), num_classes=3)
suite("rank 7", x=array([[[[[[[1]], [[0]]]]]]], "int64"), num_classes=2)
suite("one class", x=array([0, 0], "int64"), num_classes=1)
suite("no numbers", x=array([], "int64"), num_classes=3)
suite.fails("behind the last class", "index", "x", ["[{1}]", "{3}"], x=array([0, 3], "int64"), num_classes=3)
suite.fails("before the first class", "index", "x", [], x=array([0, -1], "int64"), num_classes=3)
suite.fails("no classes", "index", "x", [], x=array([0], "int64"), num_classes=0)
suite.fails("fewer than no classes", "value", "num_classes", ["-1"], x=array([0], "int64"), num_classes=-1)
suite.fails(
    "too many axes", "shape", "x", ["31"], x=Array(numbers((1,) * MOST_AXES).values * 0, "int64"), num_classes=3
)
suite.refuses(INTEGER, lambda t: {"x": Array([0, 1], t), "num_classes": 2}, "x")
