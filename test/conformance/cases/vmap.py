"""torch.func.vmap in float64."""

import torch
from oracle import FLOATING, Suite, array, call, host, numbers, var
from oracle.pytorch import by_torch

suite = Suite("vmap")
dot = host(["row", "v"], call("sum", x=call("multiply", x1=var("row"), x2=var("v"))))
negative = host(["c"], call("negative", x=var("c")))


def case(name, fn, reference, *inputs, in_axes=None, out_axis=None):
    script = suite.script(name)
    given = {"in_axes": in_axes, "out_axis": out_axis}
    many = torch.func.vmap(reference, 0 if in_axes is None else tuple(in_axes), out_axis or 0)
    script.expect(
        call("vmap", fn=fn, inputs=list(inputs), **{key: v for key, v in given.items() if v is not None}),
        array(by_torch(many)(*inputs), inputs[0].dtype),
    )


rows = numbers((4, 3))
case("one vector for all examples", dot, torch.dot, rows, numbers((3,)), in_axes=[0, None])
case("a vector for each example", dot, torch.dot, array([[1, 2], [3, 4]]), array([[10, 1], [1, 10]]))
columns = array([[1, 2], [3, 4], [5, 6]])
case("examples along another axis, results along another", negative, torch.negative, columns, in_axes=[1], out_axis=1)
for dtype in FLOATING:
    case(f"a vector for each example in {dtype}", dot, torch.dot, numbers((4, 3), dtype), numbers((4, 3), dtype, 1))
few = suite.script("different numbers of examples")
few.fails(call("vmap", fn=dot, inputs=[numbers((2, 3)), numbers((3, 3))]), "shape", "inputs", ["3", "2"])
none = suite.script("no such axis")
none.fails(
    call("vmap", fn=host(["c"], call("negative", x=var("c"))), inputs=[numbers((2, 3))], in_axes=[2]),
    "index",
    "in_axes",
)
alone = suite.script("no tensor holds examples")
alone.fails(call("vmap", fn=dot, inputs=[rows, numbers((3,))], in_axes=[None, None]), "value", "in_axes")
several = suite.script("two tensors from each example", typed=False)
several.fails(call("vmap", fn=host(["c"], {"list": [var("c"), var("c")]}), inputs=[rows]), "type", "fn", ["2"])
outside = suite.script("a write to a tensor that examples share")
outside.let("total", numbers((3,)))
outside.fails(call("vmap", fn=host(["c"], call("add_", x1=var("total"), x2=var("c"))), inputs=[rows]), "trace")
