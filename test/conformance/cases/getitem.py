"""NumPy's basic indexing."""

import numpy as np
import torch
from oracle import ALL, ANY, ELLIPSIS, NEWAXIS, Suite, array, call, numbers, selection, subscript, var
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
    "more than eight axes", "shape", None, ["9"], x=numbers((1, 1, 1, 1, 1, 1, 1, 2)), subscript=subscript(NEWAXIS)
)
suite.caused_elsewhere(
    "type", "core/ops/views_test.cc: Getitem", "the items of a plan's subscripts are all of the kinds that there are"
)
for code in ["dtype", "trace"]:
    suite.caused_elsewhere(code, "core/ops/advanced_index_test.cc: Errors", "the subscripts of plans hold no tensors")
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
