"""numpy.isfinite."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("isfinite", lambda x: np.isfinite(x.astype(np.float64)), result="bool", exact=True)
