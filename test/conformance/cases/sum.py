"""numpy.sum in float64; integers in int64 or uint64, which wrap around."""

import numpy as np
import torch
from oracle import ANY, FLOATING, UNSIGNED, array
from oracle.families import reduction


def result(x, **_):
    return x.dtype if x.dtype in FLOATING else "uint64" if x.dtype in UNSIGNED else "int64"


suite = reduction("sum", np.sum, ANY, result, gradient=torch.sum)
suite("a sum that leaves the narrow type", x=array([100, 100, 100], "int8"))
suite("a sum that wraps", x=array([2**63 - 1, 1], "int64"))
