"""numpy.tan in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("tan", np.tan, result=floating)
suite("near its poles", x=array([1.5, -1.57], "float64"))
