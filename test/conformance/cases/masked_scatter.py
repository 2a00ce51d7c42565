"""torch.masked_scatter."""

import torch
from oracle import ANY, Suite, array, numbers
from oracle.pytorch import by_torch, gradients

suite = Suite(
    "masked_scatter",
    by_torch(lambda x, mask, source: torch.masked_scatter(x, mask, source.to(x.dtype))),
    lambda x, **_: x.dtype,
    exact=True,
)
mask = numbers((2, 3), "bool")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "mask": mask, "source": numbers((6,), t, 1)})
suite(
    "just enough",
    x=numbers((2, 3)),
    mask=array([[True, False, True], [True, True, False]], "bool"),
    source=numbers((2, 2)),
)
suite("other elements", x=numbers((2, 3)), mask=mask, source=numbers((6,), "int16"))
suite(
    "a mask that broadcasts",
    x=numbers((2, 3)),
    mask=array([True, False, True], "bool"),
    source=numbers((3, 2), "float32", 1),
)
suite("nothing chosen", x=numbers((2, 3)), mask=array(False, "bool"), source=numbers((0,)))
suite("all chosen", x=numbers((2, 3)), mask=array(True, "bool"), source=numbers((7,), "float32", 1))
suite("rank 0", x=numbers(()), mask=array(True, "bool"), source=numbers((2,), "float32", 1))
suite("empty", x=numbers((0, 3)), mask=numbers((0, 3), "bool"), source=numbers((0,)))
suite.fails(
    "too few elements", "value", "source", ["5", "6"], x=numbers((2, 3)), mask=array(True, "bool"), source=numbers((5,))
)
suite.fails("a larger mask", "shape", "mask", ["[2, 3]", "[3]"], x=numbers((3,)), mask=mask, source=numbers((6,)))
suite.fails(
    "a mask of numbers", "dtype", "mask", ["int8"], x=numbers((2,)), mask=numbers((2,), "int8"), source=numbers((2,))
)
gradients(
    suite,
    torch.masked_scatter,
    lambda t: {"x": numbers((2, 3), t), "mask": array([True, False, True], "bool"), "source": numbers((5,), t, 1)},
)
gradients(
    suite,
    torch.masked_scatter,
    lambda t: {"x": numbers((2, 3), t), "mask": array(False, "bool"), "source": numbers((0,), t, 1)},
    "gradient, nothing chosen,",
)
