"""The last slice stays, by a loop in the order of the indices."""

from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import copied, copied_in_torch

suite = Suite("index_copy", copied, lambda x, **_: x.dtype, exact=True)
at, again = array([2, 0], "int64"), array([2, 0, 2, 0], "int64")
suite.each(ANY, lambda t: {"x": numbers((4, 2), t), "indices": at, "values": numbers((2, 2), t, 1)})
suite("several to one position", x=numbers((4, 2)), indices=again, values=numbers((4, 2), "float32", 1))
suite("along the last axis by a negative number", x=numbers((2, 3)), indices=at, values=numbers((2, 2)), axis=-1)
suite("values that repeat", x=numbers((2, 3, 2)), indices=at, values=numbers((2, 1, 1)), axis=1)
suite("no indices", x=numbers((3, 2)), indices=array([], "int64"), values=numbers((0, 2)))
suite("an empty tensor", x=numbers((3, 0)), indices=at, values=numbers((2, 0)))
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{4}"],
    x=numbers((4, 2)),
    indices=array([0, 4], "int64"),
    values=numbers((2, 2)),
)
suite.fails(
    "a matrix of indices",
    "shape",
    "indices",
    ["[1, 2]"],
    x=numbers((4, 2)),
    indices=array([[0, 1]], "int64"),
    values=numbers((2, 2)),
)
suite.fails(
    "values that do not fit", "shape", "values", ["[3, 2]"], x=numbers((4, 2)), indices=at, values=numbers((3, 2))
)
suite.fails(
    "no such axis", "index", "axis", ["axis {2}"], x=numbers((4, 2)), indices=at, values=numbers((2, 2)), axis=2
)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": numbers((2,))}, "indices")
for name, indices in [("gradient", at), ("gradient, several to one position,", again)]:
    gradients(
        suite,
        copied_in_torch,
        lambda t, indices=indices: {
            "x": numbers((2, 4), t),
            "indices": indices,
            "values": numbers((2, len(indices.values)), t, 1),
            "axis": 1,
        },
        name,
    )
