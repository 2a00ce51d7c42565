"""numpy.reshape of the axes from start_axis on."""

import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("flatten", lambda x, start_axis=0: x.reshape(*x.shape[: start_axis % max(x.ndim, 1)], -1), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("from the second axis", x=numbers((2, 3, 4)), start_axis=1)
suite("from the last axis", x=numbers((2, 3, 4)), start_axis=2)
suite("by a negative number", x=numbers((2, 3, 4)), start_axis=-2)
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 1, 2)), start_axis=3)
suite.fails("no such axis", "index", "start_axis", ["axis {2}"], x=numbers((2, 3)), start_axis=2)
gradients(suite, torch.flatten, lambda t: {"x": numbers((2, 3, 4), t), "start_axis": 1})
