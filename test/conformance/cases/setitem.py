"""NumPy's assignment to a basic index."""

from oracle import ALL, ANY, ELLIPSIS, Suite, array, call, numbers, put, selection, subscript, var

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
    operator="getitem",
)
suite.fails(
    "a value that does not fit",
    "shape",
    "value",
    ["[3]"],
    x=numbers((3, 2)),
    value=numbers((3,)),
    subscript=subscript(0),
    operator="copy_",
)
leaf = suite.script("a leaf that wants a gradient")
leaf.let("x", numbers((3,)))
leaf.do(put("Tensor.requires_grad", var("x"), True))
leaf.fails(call("setitem", x=var("x"), value=1, subscript=subscript(0)), "gradient", operator="copy_")
shared = suite.script("elements that share places")
shared.let("x", call("broadcast_to", x=numbers((3,)), shape=[2, 3]))
shared.fails(call("setitem", x=var("x"), value=1, subscript=subscript(ELLIPSIS)), "value", operator="copy_")
suite.caused_elsewhere(
    "read_only",
    "core/ops/views_test.cc: MemoryOfOthersIsNotWritten",
    "not every language has memory that can't be written",
)
for code in ["dtype", "trace"]:
    suite.caused_elsewhere(code, "core/ops/advanced_index_test.cc: Errors", "the subscripts of plans hold no tensors")
