"""numpy.repeat."""

import numpy as np
import torch
from oracle import ANY, INTEGER, Suite, array, call, host, numbers, var
from oracle.pytorch import gradients

suite = Suite(
    "repeat",
    lambda x, repeats, axis=None: np.repeat(x, np.asarray(repeats, np.int64), axis),
    lambda x, **_: x.dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "repeats": 2, "axis": 1})
suite("the whole tensor", x=numbers((2, 3)), repeats=3)
suite("null for the whole tensor", x=numbers((2, 3)), repeats=2, axis=None)
suite("first axis", x=numbers((2, 3)), repeats=2, axis=0)
suite("last axis by a negative number", x=numbers((2, 3)), repeats=2, axis=-1)
suite("once", x=numbers((2, 3)), repeats=1, axis=0)
suite("never", x=numbers((2, 3)), repeats=0, axis=0)
suite("rank 0", x=numbers(()), repeats=3)
suite("rank 8", x=numbers((1, 2, 1, 3, 2, 1, 1, 2)), repeats=2, axis=3)
suite("empty", x=numbers((0, 3)), repeats=2, axis=0)
times = array([2, 0, 3], "int64")
eager = {"compiled": False}
for t in INTEGER:
    suite(f"times of {t}", x=numbers((2, 3)), repeats=array([2, 0, 3], t), axis=1, options=eager)
suite("each of the whole tensor", x=numbers((3,)), repeats=times, options=eager)
suite("each along the first axis", x=numbers((3, 2)), repeats=times, axis=0, options=eager)
suite("all by a tensor with one number", x=numbers((2, 3)), repeats=array([2], "int64"), axis=1, options=eager)
suite("all by a tensor without axes", x=numbers((2, 3)), repeats=array(2, "int64"), axis=1, options=eager)
suite("none", x=numbers((3,)), repeats=array([0, 0, 0], "int64"), options=eager)
suite("each of none", x=numbers((0,)), repeats=array(np.zeros((0,)), "int64"), options=eager)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), repeats=2, axis=2)
suite.fails("a negative number", "value", "repeats", ["-1"], x=numbers((2, 3)), repeats=-1)
suite.fails("a fraction", "value", "repeats", ["1.5"], x=numbers((2, 3)), repeats=1.5)
suite.fails("a negative one", "value", "repeats", ["-2"], x=numbers((2,)), repeats=array([1, -2], "int64"))
suite.fails("not one for each", "shape", "repeats", ["[2]", "[3]"], x=numbers((3,)), repeats=array([1, 2], "int64"))
suite.refuses(INTEGER, lambda t: {"x": numbers((2,)), "repeats": array([1, 0], t)}, "repeats")
traced = suite.script("a size that depends on elements")
traced.let("x", numbers((2, 3)))
traced.fails(
    call("vmap", fn=host(["row"], call("repeat", x=var("row"), repeats=times)), inputs=[var("x")]),
    "trace",
    "repeats",
    operator="repeat",
)
suite.fails("far too many", "shape", None, [], x=numbers((2048,)), repeats=2**52, axis=0)
gradients(
    suite,
    lambda x, repeats, axis: torch.repeat_interleave(x, repeats, dim=axis),
    lambda t: {"x": numbers((2, 3), t), "repeats": 3, "axis": 1},
)
slope = suite.script("the gradient of times")
slope.let("x", array([1.0, -2.0, 3.0]))
slope.do({"set": "Tensor.requires_grad", "of": var("x"), "to": True})
slope.let("many", call("repeat", x=var("x"), repeats=times))
slope.do(call("backward", x=call("sum", x=call("multiply", x1=var("many"), x2=array([1.0, 2.0, 4.0, 8.0, 16.0])))))
slope.expect({"get": "Tensor.grad", "of": var("x")}, array([3.0, 0.0, 28.0]))
