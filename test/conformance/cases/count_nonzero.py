"""numpy.count_nonzero."""

import numpy as np
import torch
from oracle import ANY, array
from oracle.families import reduction

suite = reduction(
    "count_nonzero",
    np.count_nonzero,
    ANY,
    "int64",
    exact=True,
    gradient=lambda x, axis=None: torch.count_nonzero(x, axis),
)
suite("zeros", x=array([[0, 1, 0], [-0.0, np.nan, 1e-30]]), axis=1)
suite("truths", x=array([[0, 1, 0], [1, 1, 0]], "bool"), axis=0)
