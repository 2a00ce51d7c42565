"""Reductions by a loop in row-major order, and their gradients."""

import numpy as np
from oracle import INTEGER, NUMERIC, Suite, array, extremes, numbers
from oracle.pytorch import gradients
from oracle.scatter import REDUCTIONS, scattered, scattered_in_torch


def reference(x, indices, values, axis=0, reduction="sum", include_self=True):
    return scattered(x, indices, values, axis, reduction, include_self)


suite = Suite("scatter_reduce", reference, lambda x, **_: x.dtype)
at = array([[2, 0, 2], [1, 1, 1]], "int64")
suite("sums where nothing else is said", x=numbers((3, 3)), indices=at, values=numbers((2, 3), seed=1))
for how in REDUCTIONS:
    for own in [True, False]:
        with_self = "" if own else " without what was there"
        suite.each(
            NUMERIC,
            lambda t, how=how, own=own: {
                "x": numbers((2, 3), t),
                "indices": at,
                "values": numbers((2, 3), t, 1),
                "axis": 1,
                "reduction": how,
                "include_self": own,
            },
            f"{how}{with_self},",
        )
        suite(
            f"{how}{with_self}, shorter along the other axes",
            x=numbers((3, 4)),
            indices=array([[2, 0], [2, 1]], "int64"),
            values=numbers((1, 2), "float32", 1),
            reduction=how,
            include_self=own,
        )
        suite(
            f"{how}{with_self}, not numbers",
            x=array([1, np.nan, -np.inf, np.inf, 0, -0.0]),
            indices=array([0, 0, 1, 2, 3, 4, 5], "int64"),
            values=array([np.nan, 2, 1, np.inf, np.inf, -0.0, -0.0]),
            reduction=how,
            include_self=own,
        )
        gradients(
            suite,
            scattered_in_torch,
            lambda t, how=how, own=own: {
                "x": numbers((3, 3), t),
                "indices": at,
                "values": numbers((2, 3), t, 1),
                "axis": 1,
                "reduction": how,
                "include_self": own,
            },
            f"gradient, {how}{with_self},",
        )
    suite(f"{how}, a number", x=numbers((2, 3)), indices=at, values=1.5, axis=-1, reduction=how)
    suite(
        f"{how}, no indices",
        x=numbers((2, 3)),
        indices=array(np.zeros((2, 0)), "int64"),
        values=1,
        axis=1,
        reduction=how,
    )
for dtype in ["int8", "uint8", "int64", "uint64"]:
    for how in REDUCTIONS:
        if how != "mean":  # whose sum wraps
            suite(
                f"{how}, extremes of {dtype}",
                x=extremes(dtype),
                indices=array([0, 1, 2, 3, 3, 3], "int64"),
                values=array(np.resize(extremes(dtype).values, 6), dtype),
                reduction=how,
            )
for how in ["amax", "amin"]:
    gradients(
        suite,
        scattered_in_torch,
        lambda t, how=how: {
            "x": array([1, 2, 0], t),
            "indices": array([0, 0, 1, 1, 2], "int64"),
            "values": array([1, 1, 2, 2, -1], t),
            "axis": 0,
            "reduction": how,
        },
        f"gradient, {how} of equal ones,",
    )
gradients(
    suite,
    scattered_in_torch,
    lambda t: {
        "x": array([0, 2, 3, 0, 2], t),
        "indices": array([0, 0, 1, 1, 2, 2, 2, 3, 4], "int64"),
        "values": array([2, 3, 0, 4, 0, 0, 5, 0, 6], t),
        "axis": 0,
        "reduction": "prod",
    },
    "gradient, prod with zeros,",
)
suite.fails(
    "behind the last",
    "index",
    "indices",
    ["{3}"],
    x=numbers((2, 3)),
    indices=array([[0, 3]], "int64"),
    values=1,
    axis=1,
)
suite.fails(
    "values that do not fit",
    "shape",
    "values",
    ["[2, 4]"],
    x=numbers((2, 3)),
    indices=at,
    values=numbers((2, 4)),
    axis=1,
)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), indices=at, values=1, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": 1}, "indices")
