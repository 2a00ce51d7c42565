"""Calls on tensors of one element, in mixgrad or PyTorch or NumPy: `small.py LIBRARY add|chain`."""

import sys

from loop import serve

library, what = sys.argv[1:]

if library == "mixgrad":
    import mixgrad as lib

    a, b = lib.tensor([1.5]), lib.tensor([2.5])
    wanting = lib.tensor([1.5], requires_grad=True)
elif library == "torch":
    import torch as lib

    lib.set_num_threads(1)
    a, b = lib.tensor([1.5]), lib.tensor([2.5])
    wanting = lib.tensor([1.5], requires_grad=True)
elif library == "numpy":
    import numpy as lib

    a, b = lib.array([1.5], "float32"), lib.array([2.5], "float32")


def chain():
    """Ten additions forward, ten backward, and the sum between them."""
    x = wanting
    for _ in range(10):
        x = x + b
    x.sum().backward()
    wanting.grad = None


# One turn is a hundred additions, so that the loop around them hardly counts.
additions = compile("a + b\n" * 100, "additions", "exec")
scope = {"a": a, "b": b}
call, operations = {"add": (lambda: exec(additions, scope), 100), "chain": (chain, 10)}[what]  # noqa: S102 - our own text
serve(lib.__version__, call, operations)
