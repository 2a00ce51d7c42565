"""numpy.broadcast_arrays."""

import numpy as np
import torch
from oracle import ANY, Array, Suite, numbers
from oracle.pytorch import gradients


class Broadcast(Suite):
    def __call__(self, name, /, tensors):
        expected = np.broadcast_arrays(*[x.values for x in tensors])
        super().__call__(name, expect=[Array(v, x.dtype) for v, x in zip(expected, tensors)], tensors=tensors)


suite = Broadcast("broadcast_arrays", exact=True)
suite.each(ANY, lambda t: {"tensors": [numbers((2, 1), t), numbers((3,), t, 1)]})
suite("each of its own dtype", tensors=[numbers((2, 1), "int8"), numbers((3,)), numbers((), "bool")])
suite("one", tensors=[numbers((2, 3))])
suite("empty", tensors=[numbers((0, 3)), numbers((1, 1))])
suite("rank 8", tensors=[numbers((1, 2, 1, 3, 2, 1, 1, 2)), numbers((2, 1))])
suite.fails("shapes", "shape", "tensors", ["[2]", "position {1}"], tensors=[numbers((2, 3)), numbers((2,))])
gradients(
    suite,
    lambda tensors: torch.broadcast_tensors(*tensors),
    lambda t: {"tensors": [numbers((2, 1), t), numbers((3,), t, 1)]},
)
