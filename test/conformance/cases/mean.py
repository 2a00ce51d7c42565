"""numpy.mean in float64; integers give float32."""

import numpy as np
import torch
from oracle import ANY
from oracle.families import floating, reduction

reduction(
    "mean", lambda x, **o: np.mean(np.asarray(x, np.float64), **o), ANY, lambda x, **_: floating(x), gradient=torch.mean
)
