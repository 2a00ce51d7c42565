"""numpy.max: NaN wins."""

import numpy as np
import torch
from oracle import NUMERIC, array, extremes
from oracle.families import reduction
from oracle.pytorch import gradients

suite = reduction("max", np.max, NUMERIC, lambda x, **_: x.dtype, exact=True, of_nothing=False, gradient=torch.amax)
suite("lowest and largest", x=extremes("int64"))
gradients(
    suite, torch.amax, lambda t: {"x": array([[3, 1, 1, 3], [2, 2, 2, 2]], t), "axis": 1}, "gradient of equal elements"
)
