"""NumPy's basic indexing."""

import numpy as np
import torch
from oracle import (
    ALL,
    ANY,
    ELLIPSIS,
    INTEGER,
    MOST_AXES,
    NEWAXIS,
    Suite,
    array,
    call,
    crossed,
    host,
    numbers,
    selection,
    subscript,
    var,
)
from oracle.pytorch import gradients

suite = Suite("getitem", lambda x, subscript: x[selection(subscript)], exact=True)
x = numbers((4, 3))
suite.each(ANY, lambda t: {"x": numbers((4, 3), t), "subscript": subscript(1)})
suite("first", x=x, subscript=subscript(0, 0))
suite("last", x=x, subscript=subscript(3, 2))
suite("last by negative numbers", x=x, subscript=subscript(-1, -3))
suite("a slice", x=x, subscript=subscript(slice(1, 3)))
suite("a slice of each axis", x=x, subscript=subscript(slice(1, 3), slice(0, 2)))
suite("open slices", x=x, subscript=subscript(slice(2, None), slice(None, 1)))
suite("all of an axis", x=x, subscript=subscript(ALL, 1))
suite("a step", x=x, subscript=subscript(slice(0, 4, 2)))
suite("a step that ends before the end", x=x, subscript=subscript(slice(0, 3, 2)))
suite("backwards", x=x, subscript=subscript(slice(None, None, -1)))
suite("backwards by two", x=x, subscript=subscript(slice(3, 0, -2)))
suite("bounds from the end", x=x, subscript=subscript(slice(-3, -1)))
suite("bounds behind the end", x=x, subscript=subscript(slice(2, 100)))
suite("a slice of nothing", x=x, subscript=subscript(slice(2, 2)))
suite("an ellipsis", x=numbers((2, 3, 4)), subscript=subscript(ELLIPSIS, 1))
suite("an ellipsis in the middle", x=numbers((2, 3, 4)), subscript=subscript(1, ELLIPSIS, slice(1, 3)))
suite("an ellipsis for no axis", x=x, subscript=subscript(1, ELLIPSIS, 2))
suite("a new axis", x=x, subscript=subscript(NEWAXIS, 1))
suite("new axes and slices", x=x, subscript=subscript(slice(1, 3), NEWAXIS, ELLIPSIS, NEWAXIS))
suite("nothing named", x=numbers(()), subscript=subscript(ELLIPSIS))
suite("rank 8", x=numbers((1, 2, 1, 2, 1, 2, 1, 2)), subscript=subscript(0, 1, ELLIPSIS, 1))
suite.fails("behind the last", "index", "subscript", ["{4}", "4 elements"], x=x, subscript=subscript(4))
suite.fails(
    "behind the last of the second axis", "index", "subscript", ["{3}", "3 elements"], x=x, subscript=subscript(0, 3)
)
suite.fails("too many axes", "index", "subscript", ["2"], x=x, subscript=subscript(0, 0, 0))
suite.fails("two ellipses", "value", "subscript", [], x=x, subscript=subscript(ELLIPSIS, ELLIPSIS))
suite.fails(
    "one axis too many", "shape", None, ["33"], x=numbers((1,) * (MOST_AXES - 1) + (2,)), subscript=subscript(NEWAXIS)
)
suite.caused_elsewhere(
    "type", "core/ops/views_test.cc: Getitem", "the items of a plan's subscripts are all of the kinds that there are"
)
view = suite.script("a view")
view.let("x", array([1, 2, 3, 4]))
view.do(call("add_", x1=call("getitem", x=var("x"), subscript=subscript(slice(1, 3))), x2=10))
view.expect(var("x"), array([1, 12, 13, 4]))


def picked(x, subscript):
    """The elements by their positions: torch has no steps backwards."""
    places = np.arange(x.numel()).reshape(x.shape)[selection(subscript)]
    return x.reshape(-1)[torch.from_numpy(np.ascontiguousarray(places))]


gradients(suite, picked, lambda t: {"x": numbers((4, 3), t), "subscript": subscript(slice(None, None, -2), 1)})
gradients(suite, picked, lambda t: {"x": numbers((4, 3), t), "subscript": subscript(2)}, "gradient, a row,")

# Tensors of positions and of truths.
x = numbers((3, 4, 5, 2))
i = array([2, 0, 2, 1], "int64")
column = array([[1], [0]], "int64")
truths = array([True, False, True], "bool")
EAGER = {"compiled": False}
suite.each(ANY, lambda t: {"x": numbers((4, 3), t), "subscript": subscript(i)}, "positions in")
suite.each(INTEGER, lambda t: {"x": numbers((4, 3)), "subscript": subscript(array([2, 0], t))}, "positions of")
for name, *items in [
    ("one position", array(1, "int64")),
    ("no positions", array([], "int64")),
    ("positions from the end", array([-1, 0, -3], "int64")),
    ("positions from the end, behind a slice", slice(1, 3), array([-4, 1], "int8")),
    ("a matrix of positions", array([[2, 0], [1, 1]], "int64")),
    ("positions behind a slice", slice(1, 3), i),
    ("positions in two axes", i, i),
    ("positions that broadcast", column, i),
    ("crossed positions", *crossed([2, 0], [1, 3, -1])),
    ("crossed positions behind a slice", ALL, *crossed([2, 0], [1, 3, 1])),
    ("crossed positions in three axes", *crossed([2, 0], [1, -3, 1], [4])),
    ("crossed positions and a number", *crossed([2, 0], [1]), 3),
    ("positions around a slice", i, ALL, i),
    ("positions around an ellipsis", i, ELLIPSIS, column),
    ("positions around a new axis", i, NEWAXIS, i),
    ("positions around an ellipsis for no axis", ALL, i, ELLIPSIS, i, array([0, 1, 0, 1], "int64")),
    ("a number and positions", 1, i),
    ("a number behind a slice and positions", ALL, 1, i),
    ("a number, a slice and positions", 0, ALL, i),
    ("positions, a slice and a number", ALL, i, slice(1, 3), 1),
    ("a number, an ellipsis and positions", 2, ELLIPSIS, array([1, 0], "int64")),
    ("positions, and a slice backwards", ALL, i, slice(None, None, -2)),
    ("a new axis and positions", NEWAXIS, ALL, i),
    ("positions behind all", ELLIPSIS, array([1, 0, 0], "int64")),
    ("positions in every axis", column, i, i, array([0, 1, 1, 0], "int64")),
]:
    suite(name, x=x, subscript=subscript(*items))
for name, *items in [
    ("truths", truths),
    ("truths behind a slice", ALL, array([True, False, True, True], "bool")),
    ("truths of two axes", array(np.arange(12).reshape(3, 4) % 5 < 2, "bool")),
    ("truths of two axes behind a slice", ALL, array(np.arange(20).reshape(4, 5) % 3 == 0, "bool"), 1),
    ("truths of all axes", array(np.arange(120).reshape(3, 4, 5, 2) % 7 == 0, "bool")),
    ("truths and positions", truths, array([3, 1], "int64")),
    ("truths around a slice", truths, ALL, array([True, False, False, False, True], "bool")),
    ("truths and a number", truths, 2),
    ("nothing is true", array([False] * 3, "bool")),
    ("true", True),
    ("false", False, 1),
    ("true between axes", 1, True, i),
    ("a truth in a tensor", array(True, "bool")),
]:
    suite(name, x=x, subscript=subscript(*items), options=EAGER)
suite.fails(
    "a position behind the last",
    "index",
    "subscript",
    ["[{1}]", "4 elements"],
    x=x,
    subscript=subscript(ALL, array([0, 4], "int64")),
)
suite.fails("a position in an empty axis", "index", "subscript", [], x=numbers((0, 2)), subscript=subscript(i))
suite.fails(
    "truths of another size", "index", "subscript", ["axis {1}", "4", "3"], x=x, subscript=subscript(ALL, truths)
)
suite.fails(
    "too many axes of truths",
    "index",
    "subscript",
    ["2"],
    x=array([1, 2]),
    subscript=subscript(array([[True]], "bool")),
)
suite.fails(
    "positions that do not broadcast",
    "shape",
    "subscript",
    ["[4]", "[3]"],
    x=x,
    subscript=subscript(i, array([0, 1, 2], "int64")),
)
suite.fails("fractions", "dtype", "subscript", ["float32"], x=x, subscript=subscript(array([0.5])))
traced = suite.script("truths in a trace")
body = host(["x"], call("getitem", x=var("x"), subscript=subscript(array([True, False], "bool"))))
traced.fails(call("vmap", fn=body, inputs=[numbers((3, 2))]), "trace", "subscript", operator="getitem")
many = suite.script("positions for many examples")
body = host(["x"], call("getitem", x=var("x"), subscript=subscript(array([1, 0, 1], "int64"), ALL, 0)))
many.expect(
    call("vmap", fn=body, inputs=[numbers((2, 2, 3, 2))]),
    array(np.stack([one[[1, 0, 1], :, 0] for one in numbers((2, 2, 3, 2)).values])),
)
gradients(suite, picked, lambda t: {"x": numbers((3, 4, 2), t), "subscript": subscript(i)}, "gradient, positions,")
gradients(
    suite,
    picked,
    lambda t: {"x": numbers((3, 4, 2), t), "subscript": subscript(column, ALL, array([0, 1, 0], "int64"))},
    "gradient, positions around a slice,",
)
