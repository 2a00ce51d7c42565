"""numpy assignment of a number to slices."""

from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import copied, copied_in_torch

suite = Suite(
    "index_fill", lambda x, indices, value, axis=0: copied(x, indices, value, axis), lambda x, **_: x.dtype, exact=True
)
at = array([2, 0, 2], "int64")
suite.each(ANY, lambda t: {"x": numbers((4, 2), t), "indices": at, "value": 1})
suite("a fraction", x=numbers((4, 2)), indices=at, value=-2.5)
suite("a tensor", x=numbers((4, 2)), indices=at, value=numbers(()))
suite("a tensor of another dtype", x=numbers((4, 2)), indices=at, value=numbers((), "int32"))
suite("along the last axis by a negative number", x=numbers((2, 3)), indices=at, value=7, axis=-1)
suite("no indices", x=numbers((3, 2)), indices=array([], "int64"), value=7)
suite("an empty tensor", x=numbers((3, 0)), indices=at, value=7)
suite.fails("behind the last", "index", "indices", ["{4}"], x=numbers((4, 2)), indices=array([0, 4], "int64"), value=1)
suite.fails(
    "a matrix of indices", "shape", "indices", ["[1, 2]"], x=numbers((4, 2)), indices=array([[0, 1]], "int64"), value=1
)
suite.fails("several values", "shape", "value", ["[1]"], x=numbers((4, 2)), indices=at, value=numbers((1,)))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((4, 2)), indices=at, value=1, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "value": 1}, "indices")
gradients(
    suite, copied_in_torch, lambda t: {"x": numbers((2, 4), t), "indices": at, "value": numbers((), t, 1), "axis": 1}
)
