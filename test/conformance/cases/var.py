"""numpy.var in float64; integers give float32."""

import numpy as np
import torch
from oracle import NUMERIC, array, numbers
from oracle.families import floating, reduction
from oracle.pytorch import gradients


def reference(x, axis=None, keepdims=False, correction=0.0):
    with np.errstate(all="ignore"):
        return np.var(np.asarray(x, np.float64), axis=axis, keepdims=keepdims, ddof=correction)


def by_torch(x, axis, keepdims=False, correction=0.0):
    return torch.var(x, axis, keepdim=keepdims, correction=correction)


suite = reduction(
    "var", reference, NUMERIC, lambda x, **_: floating(x), gradient=lambda x, axis=None: by_torch(x, axis)
)
suite.reference = reference  # takes the correction too
for correction in [1, 0.5]:
    suite(f"a correction of {correction}", x=numbers((3, 4)), axis=1, correction=correction)
suite("as many elements as the correction", x=array([[2.0], [3.0]]), axis=1, correction=1)
suite("less elements than the correction", x=array([[2.0, 3.0]]), axis=1, correction=3)
suite("far from zero", x=array([[10001, 10002, 10004]]), axis=1)
gradients(
    suite,
    by_torch,
    lambda t: {"x": numbers((3, 4), t), "axis": 1, "keepdims": True, "correction": 1},
    "gradient with a correction",
)
