"""numpy.copysign in float64; integers give float32."""

import numpy as np
import torch
from oracle.families import elementwise_binary, floating_of

elementwise_binary(
    "copysign", lambda x1, x2: np.copysign(x1, x2), result=floating_of, exact=True, gradient=torch.copysign
)
