"""numpy.isinf."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("isinf", lambda x: np.isinf(x.astype(np.float64)), result="bool", exact=True)
