"""numpy.meshgrid."""

import numpy as np
import torch
from oracle import ANY, MOST_AXES, Array, Suite, numbers
from oracle.pytorch import gradients


class Grid(Suite):
    def __call__(self, name, /, tensors, **options):
        expected = np.meshgrid(*[x.values for x in tensors], **options)
        super().__call__(
            name, expect=[Array(v, x.dtype) for v, x in zip(expected, tensors)], tensors=tensors, **options
        )


suite = Grid("meshgrid", exact=True)
suite.each(ANY, lambda t: {"tensors": [numbers((3,), t), numbers((2,), t, 1)]})
for indexing in ["xy", "ij"]:
    suite(f"two, {indexing}", tensors=[numbers((3,)), numbers((2,), "float32", 1)], indexing=indexing)
    suite(
        f"three, {indexing}",
        tensors=[numbers((3,)), numbers((2,), "int32"), numbers((4,), "float64", 1)],
        indexing=indexing,
    )
    suite(f"one, {indexing}", tensors=[numbers((3,))], indexing=indexing)
suite("empty", tensors=[numbers((3,)), numbers((0,))])
suite.fails("a matrix", "shape", "tensors", ["[2, 2]", "position {1}"], tensors=[numbers((3,)), numbers((2, 2))])
suite.fails("too many", "shape", "tensors", ["32"], tensors=[numbers((1,))] * (MOST_AXES + 1))
suite.fails(
    "no such order",
    "value",
    "indexing",
    ["yx"],
    tensors=[numbers((3,))],
    indexing="yx",
    options={"typed": False},
)


def in_order(indexing, name):
    gradients(
        suite,
        lambda tensors, indexing: torch.meshgrid(*tensors, indexing=indexing),
        lambda t: {"tensors": [numbers((3,), t), numbers((2,), t, 1)], "indexing": indexing},
        name,
    )


in_order("xy", "gradient")
in_order("ij", "gradient, ij,")
