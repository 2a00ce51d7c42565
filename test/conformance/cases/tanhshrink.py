"""x - np.tanh(x), in float64; integers give float32."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary, floating

suite = elementwise_unary("tanhshrink", lambda x: x - np.tanh(x), result=floating)
