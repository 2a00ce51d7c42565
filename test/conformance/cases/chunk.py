"""torch.chunk."""

import torch
from oracle import ANY, Suite, array, call, item, numbers, var
from oracle.pytorch import by_torch, gradients

suite = Suite(
    "chunk", by_torch(lambda x, chunks, axis=0: torch.chunk(x, chunks, axis)), lambda x, **_: x.dtype, exact=True
)
suite.each(ANY, lambda t: {"x": numbers((5, 2), t), "chunks": 3})
suite("divisible", x=numbers((6,)), chunks=3)
suite("fewer parts", x=numbers((6,)), chunks=4)
suite("more parts than elements", x=numbers((2,)), chunks=4)
suite("along the second axis", x=numbers((2, 7)), chunks=3, axis=1)
suite("along the last axis by a negative number", x=numbers((2, 7)), chunks=2, axis=-1)
suite("one part", x=numbers((3,)), chunks=1)
suite("empty", x=numbers((0, 2)), chunks=2)
suite.fails("no parts", "value", "chunks", ["0"], x=numbers((4,)), chunks=0)
suite.fails("too many parts", "value", "chunks", [], x=numbers((4,)), chunks=2**30)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), chunks=2, axis=1)
view = suite.script("the parts are views")
view.let("x", array([1, 2, 3]))
view.let("parts", call("chunk", x=var("x"), chunks=2))
view.do(call("add_", x1=item(1, var("parts")), x2=10))
view.expect(var("x"), array([1, 2, 13]))
gradients(suite, torch.chunk, lambda t: {"x": numbers((2, 5), t), "chunks": 3, "axis": 1})
