"""NumPy's functions of the different elements, where a NaN differs from other NaNs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Array, array, numbers
from .dtypes import ANY, FLOATING
from .expressions import call, host
from .suite import Suite

EAGER = {"compiled": False}  # the size of the result depends on elements


def unique(name: str, fields: list[str]) -> Suite:
    """A function of the family unique; without fields its result is the values."""

    class Unique(Suite):
        def __call__(self, case: str, /, **given: object) -> None:
            x = given["x"]
            assert isinstance(x, Array)
            values, indices, inverse, counts = np.unique(x.values, True, True, True, equal_nan=False)
            found = {
                "values": Array(values, x.dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
                "inverse_indices": Array(inverse.reshape(x.shape), "int64").record(),
                "counts": Array(counts, "int64").record(),
            }
            expected = {"record": {field: found[field] for field in fields}} if fields else Array(values, x.dtype)
            super().__call__(case, expect=expected, options=EAGER, **given)

    suite = Unique(name, exact=True)
    suite.each(ANY, lambda t: {"x": numbers((5, 5), t) if t not in FLOATING else array([[3, 0.5, 3], [-1, 0.5, 3]], t)})
    suite("nan differs from nan", x=array([np.nan, 1, np.nan, np.inf, 1, -np.inf]))
    suite("-0 is 0", x=array([0.0, -0.0, 1.0, 0.0]))
    suite("one", x=array(7))
    suite("of one kind", x=array([2, 2, 2]))
    suite("empty", x=numbers((0, 3)))
    suite("int64 beyond the whole numbers of float64", x=array([2**53 + 1, 2**53, 2**53 + 1], "int64"))
    suite("many", x=array(np.arange(5000) * 7919 % 997, "int32"))
    result: object = call(name, x={"var": "x"})
    if fields:
        result = {"field": "values", "of": result}
    traced = suite.script("in a trace")
    traced.fails(call("vmap", fn=host(["x"], result), inputs=[numbers((2, 3))]), "trace", operator=name)
    return suite


def set_of_two(name: str, function: Callable[..., np.ndarray]) -> Suite:
    class Sets(Suite):
        def __call__(self, case: str, /, **given: object) -> None:
            super().__call__(case, options=EAGER, **given)

    suite = Sets(name, function, exact=True)
    suite.each(ANY, lambda t: {"x1": numbers((2, 5), t), "x2": numbers((6,), t, 1)})
    suite("of two dtypes", x1=array([3, 1, 2], "int32"), x2=array([2.0, 2.5, 3.0]))
    suite("nan differs from nan", x1=array([np.nan, 1, np.inf]), x2=array([np.nan, np.inf]))
    suite("the first empty", x1=numbers((0,)), x2=array([2, 1]))
    suite("the second empty", x1=array([2, 1]), x2=numbers((0, 2)))
    suite("nothing in common", x1=array([1, 2]), x2=array([3]))
    suite("numbers", x1=array(1), x2=array(1))
    traced = suite.script("in a trace")
    body = host(["x"], call(name, x1={"var": "x"}, x2={"var": "x"}))
    traced.fails(call("vmap", fn=body, inputs=[numbers((2, 3))]), "trace", operator=name)
    return suite


__all__ = ["set_of_two", "unique"]
