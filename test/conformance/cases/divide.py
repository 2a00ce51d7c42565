"""numpy.divide in float64; integers give float32."""

import numpy as np
import torch
from oracle import FLOATING, dtype_of, nonzero
from oracle.families import elementwise_binary, in_place


def result(x1, x2):
    dtype = dtype_of(x1, x2)
    return dtype if dtype in FLOATING else "float32"


elementwise_binary("divide", lambda x1, x2: np.divide(x1, x2), result=result, make=nonzero, gradient=torch.divide)
in_place("divide_", lambda x1, x2: x1 / x2, make=nonzero, dtypes=FLOATING, gradient=torch.divide)
