"""numpy.abs; the lowest integer stays."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("abs", np.abs, exact=True)
for dtype in SIGNED:
    suite(f"lowest and largest {dtype}", x=extremes(dtype))
