"""torch.masked_select. A traced function can not have it: how many elements there are depends on the mask."""

import numpy as np
import torch
from oracle import ANY, Suite, array, call, host, numbers, var
from oracle.pytorch import by_torch

eager = {"compiled": False}
suite = Suite("masked_select", by_torch(torch.masked_select), lambda x, **_: x.dtype, exact=True)
mask = numbers((2, 3), "bool")
for dtype in ANY:
    suite(dtype, x=numbers((2, 3), dtype), mask=mask, options=eager)
suite("a mask that broadcasts", x=numbers((2, 3)), mask=array([True, False, True], "bool"), options=eager)
suite("an x that broadcasts", x=numbers((3,)), mask=mask, options=eager)
suite("nothing chosen", x=numbers((2, 3)), mask=array(False, "bool"), options=eager)
suite("rank 0", x=numbers(()), mask=array(True, "bool"), options=eager)
suite("empty", x=numbers((0, 3)), mask=numbers((0, 3), "bool"), options=eager)
suite("not numbers", x=array([np.nan, 1, -np.inf]), mask=array([True, False, True], "bool"), options=eager)
suite.fails("shapes", "shape", "mask", ["[2, 3]", "[2]"], x=numbers((2, 3)), mask=numbers((2,), "bool"))
suite.fails("a mask of numbers", "dtype", "mask", ["int8"], x=numbers((2,)), mask=numbers((2,), "int8"))
traced = suite.script("in a trace")
traced.let("x", numbers((2, 3)))
traced.fails(
    call(
        "vmap",
        fn=host(["row"], call("masked_select", x=var("row"), mask=call("greater", x1=var("row"), x2=0))),
        inputs=[var("x")],
    ),
    "trace",
    "mask",
    operator="masked_select",
)
slope = suite.script("the gradient goes to what was chosen")
slope.let("x", array([1.0, -2.0, 3.0]))
slope.do({"set": "Tensor.requires_grad", "of": var("x"), "to": True})
slope.let("chosen", call("masked_select", x=var("x"), mask=call("greater", x1=var("x"), x2=0)))
slope.do(call("backward", x=call("sum", x=call("multiply", x1=var("chosen"), x2=array([5.0, 7.0])))))
slope.expect({"get": "Tensor.grad", "of": var("x")}, array([5.0, 0.0, 7.0]))
