"""numpy.cosh in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("cosh", np.cosh, result=floating)
suite("far out", x=array([30.0, -89.0]))
