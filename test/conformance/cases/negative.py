"""numpy.negative; integers wrap around."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("negative", np.negative, exact=True, gradient=torch.negative)
for dtype in SIGNED:
    suite(f"lowest and largest {dtype}", x=extremes(dtype))
