"""numpy.kron in float64; integers wrap."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, call, dtype_of, extremes, numbers, var
from oracle.pytorch import gradients

suite = Suite("kron", lambda x1, x2: np.kron(x1, x2), lambda x1, x2: dtype_of(x1, x2))
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3, 2), t, 1)})
suite("vectors", x1=numbers((3,)), x2=numbers((4,), "float32", 1))
suite("fewer axes first", x1=numbers((3,)), x2=numbers((2, 3, 2), "float32", 1))
suite("fewer axes second", x1=numbers((2, 3, 2)), x2=numbers((3,), "float32", 1))
suite("three axes", x1=numbers((1, 2, 2)), x2=numbers((2, 1, 3), "float32", 1))
suite("rank 0", x1=numbers(()), x2=numbers((2, 2), "float32", 1))
suite("both of rank 0", x1=numbers(()), x2=numbers((), "float32", 1))
suite("promoted", x1=numbers((2,), "int32"), x2=numbers((3,), "float16", 1))
suite("empty", x1=numbers((0, 2)), x2=numbers((3, 2), "float32", 1))
suite("not numbers", x1=extremes("float32"), x2=array([1.0, 0.0, np.inf]))
suite.fails("too many axes", "shape", "x1", ["16"], x1=numbers((1,) * 17), x2=numbers((2,)))
suite.fails("too many axes second", "shape", "x2", ["16"], x1=numbers((2,)), x2=numbers((1,) * 17))
large = suite.script("more than there is memory for")
large.let("x", call("broadcast_to", x=array([1.0]), shape=[2**30]))
large.fails(call("kron", x1=var("x"), x2=var("x")), "out_of_memory")
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(suite, torch.kron, lambda t: {"x1": numbers((2, 2), t), "x2": numbers((3,), t, 1)})
