"""torch.logsumexp in float64; integers give float32."""

import numpy as np
import torch
from oracle import NUMERIC, array
from oracle.families import add_gradients, floating, reduction
from oracle.pytorch import plain


def reference(x, axis=None, keepdims=False):
    x = torch.tensor(np.asarray(x, np.float64))
    axes = tuple(range(x.ndim)) if axis is None else axis
    return plain(torch.logsumexp(x, axes, keepdim=keepdims))


def by_torch(x, axis=None):
    return torch.logsumexp(x, tuple(range(x.ndim)) if axis is None else axis)


suite = reduction("logsumexp", reference, NUMERIC, lambda x, **_: floating(x), gradient=by_torch)
suite("where exponentials overflow", x=array([[1000, 1000, 999], [-1000, -1001, -1002]]), axis=1)
suite("infinities", x=array([[-np.inf, -np.inf], [-np.inf, 3], [np.inf, 3], [np.inf, -np.inf]]), axis=1)
add_gradients(
    suite,
    by_torch,
    lambda t: {"x": array([[-np.inf, 1, 2], [5, 5, 5]], t), "axis": 1},
    "gradient beside minus infinity and of equal elements",
)
