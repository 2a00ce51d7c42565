"""A loop over the examples; gradients in PyTorch."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, numbers
from oracle.pytorch import gradients


def keep(lengths, steps, axis):
    kept = np.arange(steps)[:, None] < np.asarray(lengths)[None, :]
    return kept if axis == 0 else kept.T


def reference(x, lengths=None, axis=0, value=0):
    if lengths is None:
        return x
    kept = keep(lengths, x.shape[axis], axis % x.ndim)
    return np.where(kept.reshape(kept.shape + (1,) * (x.ndim - 2)), x, np.asarray(value).astype(x.dtype))


def in_torch(x, lengths=None, axis=0, value=0.0):
    if lengths is None:
        return x * 1
    kept = torch.tensor(keep(lengths.numpy(), x.shape[axis], axis))
    return torch.where(kept.reshape(kept.shape + (1,) * (x.ndim - 2)), x, value)


suite = Suite("sequence_mask", reference, lambda x, **_: x.dtype, exact=True)
lengths = array([2, 0, 3], "int64")
suite.each(ANY, lambda t: {"x": numbers((3, 3, 2), t), "lengths": lengths})
suite.each(INTEGER, lambda t: {"x": numbers((3, 3)), "lengths": array([2, 0, 3], t)}, "lengths of")
suite.each(ANY, lambda t: {"x": numbers((3, 3), t), "lengths": lengths, "value": 1}, "a whole number in")
suite("a fraction", x=numbers((4, 3)), lengths=lengths, value=-2.5)
suite("minus infinity", x=numbers((4, 3, 2)), lengths=lengths, value=-np.inf)
suite("steps along the second axis", x=numbers((3, 4, 2)), lengths=lengths, axis=1)
suite("steps along the last axis", x=numbers((3, 4)), lengths=lengths, axis=-1)
suite("without lengths", x=numbers((3, 2)))
suite("null for lengths", x=numbers((3, 2)), lengths=None, value=5.0)
suite("no steps", x=numbers((0, 2)), lengths=array([0, 0], "int64"))
suite("no examples", x=numbers((3, 0)), lengths=array([], "int64"))
suite("rank 8", x=numbers((2, 3, 1, 1, 2, 1, 1, 2)), lengths=array([1, 2, 0], "int64"))
suite.fails(
    "longer than there are steps",
    "value",
    "lengths",
    ["position {1}", "4", "0 to 3"],
    x=numbers((3, 2)),
    lengths=array([3, 4], "int64"),
)
suite.fails("a negative length", "value", "lengths", ["-1"], x=numbers((3, 2)), lengths=array([-1, 0], "int64"))
suite.fails("too few lengths", "shape", "lengths", ["[2]", "[3]"], x=numbers((4, 3)), lengths=array([1, 1], "int64"))
suite.fails("a matrix of lengths", "shape", "lengths", ["[1, 1]"], x=numbers((3, 1)), lengths=array([[1]], "int64"))
suite.fails("too few axes", "shape", "x", ["[3]"], x=numbers((3,)), lengths=array([1], "int64"))
suite.fails(
    "steps along a third axis", "index", "axis", ["{2}"], x=numbers((2, 2, 2)), lengths=array([1, 1], "int64"), axis=2
)
suite.refuses(INTEGER, lambda t: {"x": numbers((3, 2)), "lengths": array([1, 1], t)}, "lengths")
for axis in [0, 1]:
    gradients(
        suite,
        in_torch,
        lambda t, axis=axis: {"x": numbers((3, 3, 2), t), "lengths": lengths, "axis": axis, "value": 5.0},
        f"gradient, axis {axis},",
    )
gradients(suite, in_torch, lambda t: {"x": numbers((3, 2), t)}, "gradient without lengths,")
