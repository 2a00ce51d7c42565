"""torch.diag_embed."""

import torch
from oracle import ANY, MOST_AXES, Suite, numbers
from oracle.pytorch import by_torch, gradients

suite = Suite("diag_embed", by_torch(lambda x, k=0: torch.diag_embed(x, k)), lambda x, **_: x.dtype, exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
for k in [-4, -1, 2]:
    suite(f"k = {k}", x=numbers((2, 3)), k=k)
suite("a vector", x=numbers((3,)))
suite("rank 7", x=numbers((1, 2, 1, 1, 2, 1, 2)))
suite("no elements", x=numbers((2, 0)), k=1)
suite("no diagonals", x=numbers((0, 2)))
suite.fails("a number", "shape", "x", ["[]"], x=numbers(()))
suite.fails("too many axes", "shape", "x", ["31"], x=numbers((1,) * MOST_AXES))
suite.fails("more than there is memory for", "out_of_memory", None, [], x=numbers((3,)), k=-(2**31))
gradients(suite, lambda x, k: torch.diag_embed(x, k), lambda t: {"x": numbers((2, 3), t), "k": 1})
