"""NumPy's assignment to a basic index."""

import numpy as np
from oracle import ALL, ANY, ELLIPSIS, Suite, array, call, crossed, host, numbers, put, selection, subscript, var

suite = Suite("setitem", exact=True)


def case(name, x, value, at):
    """Writes, and looks at the whole tensor."""
    expected = x.values.copy()
    expected[selection(at)] = value.values if hasattr(value, "values") else value
    script = suite.script(name)
    script.let("x", x)
    script.do(call("setitem", x=var("x"), value=value, subscript=at))
    script.expect(var("x"), type(x)(expected, x.dtype), exact=True)


for dtype in ANY:
    case(dtype, numbers((3, 2), dtype), numbers((2,), dtype, 1), subscript(1))
case("one element", numbers((3, 2)), 7, subscript(2, 0))
case("one element by negative numbers", numbers((3, 2)), 7.5, subscript(-1, -2))
case("a slice", numbers((4, 2)), numbers((2, 2), "float32", 1), subscript(slice(1, 3)))
case("a slice with a step", numbers((5,)), array([8, 9]), subscript(slice(1, 5, 2)))
case("backwards", numbers((3,)), array([7, 8, 9]), subscript(slice(None, None, -1)))
case("a column", numbers((3, 2)), array([7, 8, 9]), subscript(ALL, 1))
case("an ellipsis", numbers((2, 2, 2)), 1, subscript(ELLIPSIS, 0))
case("everything", numbers((2, 2)), 0.5, subscript(ELLIPSIS))
case("a value that broadcasts", numbers((3, 2)), array([[1], [2], [3]]), subscript(ALL, ALL))
case("a value of another dtype", numbers((3,), "int32"), array([1.9, -1.9]), subscript(slice(0, 2)))
case("a slice of nothing", numbers((3,)), 1, subscript(slice(2, 2)))
suite.fails(
    "behind the last",
    "index",
    "subscript",
    ["{3}", "3 elements"],
    x=numbers((3, 2)),
    value=1,
    subscript=subscript(3),
    operator="any",
)
suite.fails(
    "a value that does not fit",
    "shape",
    "value",
    ["[3]"],
    x=numbers((3, 2)),
    value=numbers((3,)),
    subscript=subscript(0),
    operator="any",
)
leaf = suite.script("a leaf that wants a gradient")
leaf.let("x", numbers((3,)))
leaf.do(put("Tensor.requires_grad", var("x"), True))
leaf.fails(call("setitem", x=var("x"), value=1, subscript=subscript(0)), "gradient")
shared = suite.script("elements that share places")
shared.let("x", call("broadcast_to", x=numbers((3,)), shape=[2, 3]))
shared.fails(call("setitem", x=var("x"), value=1, subscript=subscript(ELLIPSIS)), "value")
suite.caused_elsewhere(
    "read_only",
    "core/ops/views_test.cc: MemoryOfOthersIsNotWritten",
    "not every language has memory that can't be written",
)

# Tensors of positions and of truths. A position that is named several times keeps the last value.
x = numbers((3, 4, 2))
i = array([2, 0, 1, 0], "int64")
column = array([[1], [0]], "int64")
truths = array([True, False, True], "bool")
for dtype in ANY:
    case(f"positions in {dtype}", numbers((3, 2), dtype), numbers((4, 2), dtype, 1), subscript(i))
for name, value, *items in [
    ("one value for positions", 7, i),
    ("a row for positions", numbers((2,), "float32", 1), i),
    ("positions behind a slice", numbers((3, 4, 2), "float32", 1), ALL, i),
    ("one value for positions behind a slice", numbers((4, 1), "float32", 1), slice(1, 3), i),
    ("positions in two axes", numbers((4, 2), "float32", 1), i, array([0, 3, 1, 2], "int64")),
    ("positions from the end", numbers((2, 4, 2), "float32", 1), array([-1, -3], "int64")),
    ("crossed positions", numbers((2, 3, 2), "float32", 1), *crossed([2, 0], [1, 3, -4])),
    ("one value for crossed positions behind a slice", 7, slice(0, 2), *crossed([2, 0], [-1])),
    ("a row for crossed positions", numbers((2,), "float32", 1), *crossed([2, 0], [1, 3, 0])),
    ("positions that broadcast", numbers((2, 4, 2), "float32", 1), column, i),
    ("positions around a slice", numbers((2, 4), "float32", 1), array([1, 0], "int64"), ALL, array([0, 1], "int64")),
    ("a number and positions", numbers((4, 2), "float32", 1), 1, i),
    ("no positions", 1, array([], "int64")),
    ("positions and a slice backwards", numbers((4, 2), "float32", 1), 1, i, slice(None, None, -1)),
    ("truths", 7, truths),
    ("truths and a row", numbers((2,), "float32", 1), truths),
    ("truths and a value of one axis", numbers((1, 4, 2), "float32", 1), truths),
    ("truths and a value for each", numbers((2, 4, 2), "float32", 1), truths),
    ("truths of two axes", numbers((1, 2), "float32", 1), array(np.arange(12).reshape(3, 4) % 5 < 2, "bool")),
    (
        "truths of two axes and a value for each",
        numbers((6, 2), "float32", 1),
        array(np.arange(12).reshape(3, 4) % 5 < 2, "bool"),
    ),
    ("truths of all axes", 0.5, array(np.arange(24).reshape(3, 4, 2) % 5 < 2, "bool")),
    ("truths behind a slice", numbers((3, 1, 2), "float32", 1), ALL, array([True, False, True, True], "bool")),
    (
        "truths behind a slice and a value for each",
        numbers((3, 3, 2), "float32", 1),
        ALL,
        array([True, False, True, True], "bool"),
    ),
    ("truths and positions", numbers((2, 2), "float32", 1), truths, array([3, 1], "int64")),
    ("truths, a slice and a number", numbers((2, 4), "float32", 1), truths, ALL, 0),
    ("a number, a slice and truths", numbers((4,), "float32", 1), 0, ALL, array([False, True], "bool")),
    ("nothing is true", 1, array([False] * 3, "bool")),
    ("true", numbers((2,), "float32", 1), True),
    ("false", 1, False),
]:
    case(name, x, value, subscript(*items))
case("truths in int32 and a fraction", numbers((3, 2), "int32"), 1.9, subscript(truths))
suite.fails(
    "a position behind the last",
    "index",
    "subscript",
    ["[{1}]", "4 elements"],
    x=x,
    value=1,
    subscript=subscript(ALL, array([0, 4], "int64")),
)
suite.fails("fractions", "dtype", "subscript", ["float32"], x=x, value=1, subscript=subscript(array([0.5])))
other = numbers((3, 4, 2))  # with all axes: Julia adds those that are missing behind, not in front
suite.fails(
    "values that do not fit positions", "shape", "value", ["[3, 4, 2]"], x=x, value=other, subscript=subscript(i)
)
suite.fails(
    "values that do not fit truths", "shape", "value", ["[3, 4, 2]"], x=x, value=other, subscript=subscript(truths)
)
traced = suite.script("truths with a value for each, in a trace")
traced.let("kept", numbers((2,)))
body = host(["v"], call("setitem", x=var("kept"), value=var("v"), subscript=subscript(array([True, True], "bool"))))
traced.fails(call("vmap", fn=body, inputs=[numbers((3, 2))]), "trace", "subscript", operator="setitem")
