"""numpy.arccosh in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("acosh", np.arccosh, result=floating)
suite("from one on", x=array([1.0, 1.0001, 2.0, 1e20, 0.5]))
