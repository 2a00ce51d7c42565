"""torch.nn.utils.clip_grad_norm_ in float64; its gradients by its definition."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients, plain, tensor


def differentiable(tensors, norm_type=2.0):
    """get_total_norm records nothing."""
    return torch.linalg.vector_norm(torch.cat([x.reshape(-1) for x in tensors]), norm_type)


def by_definition(tensors, max_norm, norm_type=2.0):
    norm = differentiable(tensors, norm_type)
    return [x * torch.clamp(max_norm / (norm + 1e-6), max=1.0) for x in tensors]


class Clipped(Suite):
    """Each of its own dtype."""

    def __call__(self, name, /, tensors, max_norm, norm_type=None):
        leaves = [torch.nn.Parameter(torch.zeros_like(tensor(x))) for x in tensors]
        for leaf, x in zip(leaves, tensors):
            leaf.grad = tensor(x).double()
        more = {} if norm_type is None else {"norm_type": norm_type}
        torch.nn.utils.clip_grad_norm_(leaves, max_norm, **more)
        expect = [Array(plain(leaf.grad), x.dtype) for leaf, x in zip(leaves, tensors)]
        super().__call__(name, expect=expect, tensors=tensors, max_norm=max_norm, **more)


def some(t="float32"):
    return [numbers((2, 3), t), numbers((4,), t, 1), numbers((), t, 2)]


suite = Clipped("clip_by_global_norm")
suite.each(FLOATING, lambda t: {"tensors": some(t), "max_norm": 1.5})
for p in (1, 2, 3.0, 0.5, np.inf):
    suite(f"norm_type {p}", tensors=some(), max_norm=1.25, norm_type=p)
    gradients(
        suite,
        by_definition,
        lambda t, p=p: {"tensors": some(t), "max_norm": 1.25, "norm_type": p},
        f"gradient, norm_type {p},",
    )
gradients(suite, by_definition, lambda t: {"tensors": some(t), "max_norm": 100}, "gradient below the limit")
suite("below the limit", tensors=some(), max_norm=100)
suite("nothing is left", tensors=some(), max_norm=0.0)
suite("one", tensors=[numbers((2, 3))], max_norm=1)
suite("an empty one", tensors=[numbers((0, 3)), numbers((2,))], max_norm=0.5)
suite("each of its own dtype", tensors=[numbers((2,), "float16"), numbers((3,), "float64")], max_norm=0.5)
suite("zeros", tensors=[array(np.zeros((2,)))], max_norm=0.5)
suite("not numbers", tensors=[array([np.nan, 1]), numbers((2,))], max_norm=0.5)
suite("infinity", tensors=[array([np.inf, 1]), numbers((2,))], max_norm=0.5)
suite.fails("none", "value", "tensors", [], tensors=[], max_norm=1.0)
suite.fails("a negative limit", "value", "max_norm", ["-1"], tensors=some(), max_norm=-1.0)
suite.fails("norm_type 0", "value", "norm_type", ["0"], tensors=some(), max_norm=1.0, norm_type=0.0)
suite.fails("whole numbers", "dtype", "tensors", ["int32"], tensors=[numbers((2,), "int32")], max_norm=1.0)
