"""Cases that whole families of functions share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Array, array, extremes, nonzero, numbers, positive
from .dtypes import ANY, FLOATING, INTEGER, NUMERIC, SIGNED
from .expressions import call, var
from .suite import Suite, dtype_of

Make = Callable[..., Array]
# The same function in PyTorch, where there is a gradient.
Derived = Callable[..., object] | None


def add_gradients(
    suite: Suite, function: Derived, make: Callable[[str], dict[str, object]], name: str = "gradient"
) -> None:
    if function is not None:
        from .pytorch import gradients  # others do without PyTorch

        gradients(suite, function, make, name)


def floating(x: Array) -> str:
    """Fractions: integers give float32."""
    return x.dtype if x.dtype in FLOATING else "float32"


def floating_of(*given: object, **named: object) -> str:
    """Fractions of several operands: integers alone give float32."""
    dtype = dtype_of(*given, *named.values())
    return dtype if dtype in FLOATING else "float32"


def elementwise_unary(
    name: str,
    reference: Callable[[np.ndarray], object],
    dtypes: list[str] = NUMERIC,
    result: Callable[..., str] | str | None = None,
    make: Make = numbers,
    exact: bool = False,
    gradient: Derived = None,
    base: Make | None = None,
) -> Suite:
    """`base` makes the operand of gradients, where `make` gives numbers that have none."""
    widen = result is floating  # NumPy gives int8 to float16
    suite = Suite(name, lambda x: reference(x.astype(np.float64) if widen else x), result, exact)
    suite.each(dtypes, lambda t: {"x": make((2, 3), t)})
    suite("rank 0", x=make((), "float32"))
    suite("empty", x=make((2, 0), "float32"))
    suite("rank 8", x=make((2, 1, 2, 1, 1, 2, 1, 2), "float32"))
    suite("longer than a vector", x=make((5, 13), "float32"))
    for dtype in FLOATING:
        suite(f"not numbers {dtype}", x=extremes(dtype))
    suite.refuses(dtypes, lambda t: {"x": numbers((2,), t)}, "x")
    add_gradients(suite, gradient, lambda t: {"x": (base or make)((2, 3), t)})
    return suite


def elementwise_binary(
    name: str,
    reference: Callable[..., object],
    dtypes: list[str] = NUMERIC,
    result: Callable[..., str] | str | None = None,
    make: Make = numbers,
    exact: bool = False,
    special: bool = True,
    gradient: Derived = None,
    base: Make = numbers,
) -> Suite:
    """`make` makes the second operand, where zeros may have to be kept out, `base` the first of gradients."""
    widen = np.float64 if result is floating_of else None
    suite = Suite(
        name,
        lambda x1, x2: reference(np.asarray(x1, widen), np.asarray(x2, widen)) if widen else reference(x1, x2),
        result or (lambda x1, x2: dtype_of(x1, x2)),
        exact,
    )
    suite.each(dtypes, lambda t: {"x1": numbers((2, 3), t), "x2": make((2, 3), t, 1)})
    suite("broadcasting", x1=numbers((3, 1)), x2=make((2, 1, 4), "float32", 1))
    suite("rank 0 with rank 3", x1=numbers(()), x2=make((2, 1, 3), "float32", 1))
    suite("empty", x1=numbers((0, 3)), x2=make((1, 3), "float32", 1))
    suite("rank 8", x1=numbers((2, 1, 2, 1, 1, 2, 1, 2)), x2=make((1, 1, 2, 3, 1, 1, 1, 2), "float32", 1))
    suite("longer than a vector", x1=numbers((5, 13)), x2=make((5, 13), "float32", 1))
    for a, b in [
        ("int8", "uint8"),
        ("int32", "float16"),
        ("float16", "bfloat16"),
        ("int64", "uint64"),
        ("float32", "float64"),
    ]:
        suite(f"{a} with {b}", x1=numbers((2, 3), a), x2=make((3,), b, 1))
    suite("a whole number second", x1=numbers((2, 3)), x2=3)
    suite("a fraction second", x1=numbers((2, 3), "int32"), x2=2.5)
    suite("a number first", x1=1.5, x2=make((2, 3), "float32", 1))
    suite("a whole number and integers", x1=numbers((2, 3), "int16"), x2=2)
    if special:
        for dtype in FLOATING:
            suite(
                f"not numbers {dtype}",
                x1=array(np.repeat(extremes(dtype).values, 6), dtype),
                x2=array(np.tile(extremes(dtype).values, 6), dtype),
            )
    suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
    suite.refuses(dtypes, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
    # Far from zero, where quotients leave float16.
    add_gradients(suite, gradient, lambda t: {"x1": base((2, 3), t), "x2": positive((3,), t, 1)})
    promoted = "gradient, float32 with"
    add_gradients(suite, gradient, lambda t: {"x1": base((2, 1)), "x2": positive((3,), t, 1)}, promoted)
    return suite


def in_place(
    name: str,
    reference: Callable[..., object],
    make: Make = numbers,
    dtypes: list[str] = NUMERIC,
    gradient: Derived = None,
) -> Suite:
    """The form that overwrites its first operand: the result is the operand, of its shape and dtype."""
    suite = Suite(name, reference, lambda x1, x2: x1.dtype)
    suite.each(dtypes, lambda t: {"x1": numbers((2, 3), t), "x2": make((3,), t, 1)})
    suite("a number", x1=numbers((2, 3)), x2=1.5)
    suite("a wider operand", x1=numbers((2, 3), "float32"), x2=make((2, 1), "float64", 1))
    view = suite.script("a view of the operand sees it")
    view.let("x", numbers((4,)))
    view.let("tail", call("getitem", x=var("x"), subscript={"subscript": [{"slice": [2, None, None]}]}))
    view.do(call(name, x1=var("tail"), x2=array([1, 2])))
    whole = numbers((4,)).values.copy()
    whole[2:] = reference(whole[2:], np.array([1.0, 2.0]))
    view.expect(var("x"), array(whole))
    suite.fails("a larger shape", "shape", None, [], x1=numbers((3,)), x2=numbers((2, 3)))
    leaf = suite.script("a leaf that wants a gradient")
    leaf.let("x", numbers((3,)))
    leaf.do({"set": "Tensor.requires_grad", "of": var("x"), "to": True})
    leaf.fails(call(name, x1=var("x"), x2=1), "gradient")
    add_gradients(suite, gradient, lambda t: {"x1": numbers((2, 3), t), "x2": positive((3,), t, 1)})
    return suite


def comparison(name: str, reference: Callable[..., object], dtypes: list[str]) -> Suite:
    suite = elementwise_binary(name, reference, dtypes, "bool", exact=True)
    suite("equal elements", x1=array([1, 2, 3]), x2=array([1, 0, 3]))
    return suite


def reduction(
    name: str,
    reference: Callable[..., object],
    dtypes: list[str],
    result: Callable[..., str] | str,
    exact: bool = False,
    of_nothing: bool = True,
    gradient: Derived = None,
) -> Suite:
    def over(x: np.ndarray, axis: object = None, keepdims: bool = False) -> object:
        return reference(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    suite = Suite(name, over, result, exact)
    suite.each(dtypes, lambda t: {"x": numbers((3, 4), t), "axis": 1})
    suite("all axes", x=numbers((2, 3, 4)))
    suite("null for all axes", x=numbers((2, 3, 4)), axis=None)
    suite("axes", x=numbers((2, 3, 4)), axis=[0, 2])
    suite("axes in another order", x=numbers((2, 3, 4)), axis=[2, 0])
    suite("first axis", x=numbers((2, 3, 4)), axis=0)
    suite("last axis by a negative number", x=numbers((2, 3, 4)), axis=-1)
    suite("keepdims", x=numbers((2, 3, 4)), axis=1, keepdims=True)
    suite("keepdims of all axes", x=numbers((2, 3)), keepdims=True)
    suite("rank 0", x=numbers(()))
    suite("rank 8", x=numbers((2, 1, 2, 1, 3, 2, 1, 2)), axis=[1, 4, 7])
    suite("longer than a lane", x=numbers((3, 77)), axis=1)
    suite("not numbers", x=array([[np.nan, 1, 2], [np.inf, 1, 2], [-np.inf, np.inf, 0]]), axis=1)
    if of_nothing:
        suite("of nothing", x=numbers((2, 0)), axis=1)
    else:
        suite.fails("of nothing", "value", "x", ["[2, 0]"], x=numbers((2, 0)), axis=1)
    suite("of an empty tensor, along the other axis", x=numbers((0, 3)), axis=1)
    suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), axis=2)
    suite.fails("an axis twice", "value", "axis", ["axis {1}"], x=numbers((2, 3)), axis=[1, 1])
    suite.refuses(dtypes, lambda t: {"x": numbers((2,), t)}, "x")
    add_gradients(suite, gradient, lambda t: {"x": numbers((2, 3, 4), t), "axis": [0, 2]})
    add_gradients(suite, gradient, lambda t: {"x": numbers((3, 4), t)}, "gradient of all axes")
    return suite


__all__ = [
    "ANY",
    "INTEGER",
    "SIGNED",
    "comparison",
    "elementwise_binary",
    "elementwise_unary",
    "floating",
    "floating_of",
    "in_place",
    "nonzero",
    "reduction",
]
