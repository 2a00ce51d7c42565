"""Reductions by a loop in the order of the indices, and their gradients."""

from oracle import INTEGER, NUMERIC, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import REDUCTIONS, copied, copied_in_torch


def reference(x, indices, values, axis=0, reduction="sum", include_self=True):
    return copied(x, indices, values, axis, reduction, include_self)


suite = Suite("index_reduce", reference, lambda x, **_: x.dtype)
at = array([2, 0, 2], "int64")
suite("sums where nothing else is said", x=numbers((4, 2)), indices=at, values=numbers((3, 2), seed=1))
for how in REDUCTIONS:
    for own in [True, False]:
        given = {"reduction": how, "include_self": own}
        name = how if own else f"{how} without what was there"
        suite.each(
            NUMERIC,
            lambda t, given=given: {"x": numbers((4, 2), t), "indices": at, "values": numbers((3, 2), t, 1), **given},
            f"{name},",
        )
        suite(
            f"{name}, along the second axis",
            x=numbers((2, 3, 2)),
            indices=at,
            values=numbers((2, 3, 1)),
            axis=1,
            **given,
        )
        suite(f"{name}, no indices", x=numbers((3, 2)), indices=array([], "int64"), values=numbers((0, 2)), **given)
        gradients(
            suite,
            copied_in_torch,
            lambda t, given=given: {
                "x": numbers((2, 4), t),
                "indices": at,
                "values": numbers((2, 3), t, 1),
                "axis": 1,
                **given,
            },
            f"gradient, {name},",
        )
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
    "values that do not fit", "shape", "values", ["[2, 2]"], x=numbers((4, 2)), indices=at, values=numbers((2, 2))
)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": numbers((2,))}, "indices")
