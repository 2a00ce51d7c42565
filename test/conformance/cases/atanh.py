"""numpy.arctanh in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("atanh", np.arctanh, result=floating)
suite("between its poles", x=array([1e-6, -0.999, 1.0, -1.0, 2.0]))
