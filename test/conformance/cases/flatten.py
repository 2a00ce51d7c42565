"""torch.flatten."""

import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients


def reference(x, start_axis=0, end_axis=-1):
    start, end = start_axis % max(x.ndim, 1), end_axis % max(x.ndim, 1)
    return x.reshape(*x.shape[:start], -1, *x.shape[end + 1 :])


suite = Suite("flatten", reference, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("from the second axis", x=numbers((2, 3, 4)), start_axis=1)
suite("from the last axis", x=numbers((2, 3, 4)), start_axis=2)
suite("by a negative number", x=numbers((2, 3, 4)), start_axis=-2)
suite("up to an axis", x=numbers((2, 3, 4)), start_axis=0, end_axis=1)
suite("up to an axis by a negative number", x=numbers((2, 3, 4, 2)), start_axis=1, end_axis=-2)
suite("one axis", x=numbers((2, 3, 4)), start_axis=1, end_axis=1)
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)), start_axis=3)
suite.fails("no such axis", "index", "start_axis", ["axis {2}"], x=numbers((2, 3)), start_axis=2)
suite.fails("no such axis at the end", "index", "end_axis", ["axis {2}"], x=numbers((2, 3)), end_axis=2)
wrong = {"x": numbers((2, 3, 4)), "start_axis": 2, "end_axis": 1}
suite.fails("backwards", "value", "end_axis", ["axis {1}", "axis {2}"], **wrong)
gradients(suite, torch.flatten, lambda t: {"x": numbers((2, 3, 4), t), "start_axis": 1})
gradients(
    suite, torch.flatten, lambda t: {"x": numbers((2, 3, 4), t), "start_axis": 0, "end_axis": 1}, "gradient, two,"
)
