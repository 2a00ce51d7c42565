"""numpy.floor; integers stay."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary(
    "floor", lambda x: x if x.dtype.kind in "iu" else np.floor(x), result=lambda x: x.dtype, exact=True
)
suite("halves", x=array([0.5, 1.5, -0.5, -2.5, 1e30]))
