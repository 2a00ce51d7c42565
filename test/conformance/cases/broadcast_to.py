"""numpy.broadcast_to."""

import numpy as np
import torch
from oracle import ANY, Suite, call, numbers, var
from oracle.pytorch import gradients

suite = Suite("broadcast_to", lambda x, shape: np.broadcast_to(x, shape), exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 1), t), "shape": [3, 2]})
suite("new axes", x=numbers((3,)), shape=[2, 4, 3])
suite("as it is", x=numbers((2, 3)), shape=[2, 3])
suite("rank 0", x=numbers(()), shape=[2])
suite("to nothing", x=numbers((1, 3)), shape=[0, 3])
suite("rank 8", x=numbers((2, 1)), shape=[1, 2, 1, 1, 2, 1, 2, 3])
suite.fails("a size that differs", "shape", "shape", ["[2, 3]", "[4, 3]"], x=numbers((2, 3)), shape=[4, 3])
suite.fails("fewer axes", "shape", "shape", ["[2, 3]", "[3]"], x=numbers((2, 3)), shape=[3])
shared = suite.script("elements that share a place are not written to")
shared.let("x", numbers((3, 1)))
shared.let("wide", call("broadcast_to", x=var("x"), shape=[3, 2]))
shared.fails(call("copy_", x=var("wide"), value=1), "value")
gradients(suite, torch.broadcast_to, lambda t: {"x": numbers((3, 1), t), "shape": [2, 3, 2]})
