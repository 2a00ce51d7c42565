"""numpy.logaddexp in float64; integers give float32."""

import numpy as np
import torch
from oracle import array
from oracle.families import elementwise_binary, floating_of

suite = elementwise_binary(
    "logaddexp", lambda x1, x2: np.logaddexp(x1, x2), result=floating_of, gradient=torch.logaddexp
)
suite("where exponentials overflow", x1=array([1000, -1000, 5]), x2=array([1000, -1000, -1000]))
