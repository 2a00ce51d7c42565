"""A loop over the examples; gradients in PyTorch."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients


def last(x, lengths, axis, stack):
    rows = np.moveaxis(x, axis, 0) if stack is np.stack else torch.moveaxis(x, axis, 0)
    ends = [rows.shape[0]] * rows.shape[1] if lengths is None else [int(n) for n in lengths]
    return stack([rows[n - 1, i] for i, n in enumerate(ends)])


suite = Suite(
    "sequence_last",
    lambda x, lengths=None, axis=0: last(x, lengths, axis, np.stack),
    lambda x, **_: x.dtype,
    exact=True,
)
lengths = array([2, 1, 3], "int64")
suite.each(ANY, lambda t: {"x": numbers((3, 3, 2), t), "lengths": lengths})
suite.each(INTEGER, lambda t: {"x": numbers((3, 3)), "lengths": array([2, 1, 3], t)}, "lengths of")
suite("steps along the second axis", x=numbers((3, 4, 2)), lengths=lengths, axis=1)
suite("steps along the last axis", x=numbers((3, 4)), lengths=lengths, axis=-1)
suite("without lengths", x=numbers((3, 2)))
suite("null for lengths", x=numbers((3, 2)), lengths=None, axis=1)
suite("no examples", x=numbers((3, 0)), lengths=array([], "int64"), expect=numbers((0,)))
suite("rank 8", x=numbers((2, 3, 1, 1, 2, 1, 1, 2)), lengths=array([1, 2, 1], "int64"))
suite.fails(
    "longer than there are steps",
    "value",
    "lengths",
    ["position {1}", "4", "1 to 3"],
    x=numbers((3, 2)),
    lengths=array([3, 4], "int64"),
)
suite.fails("no steps of one", "value", "lengths", ["0"], x=numbers((3, 2)), lengths=array([0, 1], "int64"))
suite.fails("no steps at all", "shape", "x", ["[0, 2]"], x=numbers((0, 2)))
suite.fails("too few lengths", "shape", "lengths", ["[2]", "[3]"], x=numbers((4, 3)), lengths=array([1, 1], "int64"))
suite.fails("too few axes", "shape", "x", ["[3]"], x=numbers((3,)), lengths=array([1], "int64"))
suite.fails(
    "steps along a third axis", "index", "axis", ["{2}"], x=numbers((2, 2, 2)), lengths=array([1, 1], "int64"), axis=2
)
suite.refuses(INTEGER, lambda t: {"x": numbers((3, 2)), "lengths": array([1, 1], t)}, "lengths")
for axis in [0, 1]:
    gradients(
        suite,
        lambda x, lengths, axis: last(x, lengths, axis, torch.stack),
        lambda t, axis=axis: {"x": numbers((3, 3, 2), t), "lengths": lengths, "axis": axis},
        f"gradient, axis {axis},",
    )
gradients(
    suite, lambda x: last(x, None, 0, torch.stack), lambda t: {"x": numbers((3, 2), t)}, "gradient without lengths,"
)
