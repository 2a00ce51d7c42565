"""torch.nn.utils.get_total_norm in float64."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import by_torch, gradients


def norm(tensors, norm_type=2.0):
    return torch.nn.utils.get_total_norm(tensors, norm_type)


def differentiable(tensors, norm_type=2.0):
    """get_total_norm records nothing."""
    sizes = torch.cat([x.reshape(-1) for x in tensors]).abs()
    return sizes.max() if norm_type == np.inf else (sizes**norm_type).sum() ** (1 / norm_type)


def given(t="float32"):
    return {"tensors": [numbers((2, 3), t), numbers((4,), t, 1), numbers((), t, 2)]}


suite = Suite("global_norm", by_torch(norm))
suite.each(FLOATING, given)
for p in (1, 2, 3.0, 0.5, np.inf):
    suite(f"norm_type {p}", **given(), norm_type=p)
for p in (3.0, 1.5):
    gradients(suite, differentiable, lambda t, p=p: {**given(t), "norm_type": p}, f"gradient, norm_type {p},")
gradients(suite, differentiable, given)
suite("one", tensors=[numbers((2, 3))])
suite("an empty one", tensors=[numbers((0, 3)), numbers((2,))])
suite(
    "an empty one, the largest",
    tensors=[numbers((0, 3)), numbers((2,))],
    norm_type=np.inf,
    expect=array(np.abs(numbers((2,)).values).max()),
)
suite("several dtypes", tensors=[numbers((2,), "float16"), numbers((3,), "float64")])
suite("rank 8", tensors=[numbers((1, 2, 1, 3, 2, 1, 1, 2)), numbers((2, 1))])
suite("zeros", tensors=[array(np.zeros((2,)))])
suite("not numbers", tensors=[array([np.nan, 1]), numbers((2,))])
suite("infinity", tensors=[array([np.inf, 1]), numbers((2,))])
suite.fails("none", "value", "tensors", [], tensors=[])
suite.fails("norm_type 0", "value", "norm_type", ["0"], **given(), norm_type=0.0)
suite.fails("whole numbers", "dtype", "tensors", ["int32"], tensors=[numbers((2,)), numbers((2,), "int32")])
