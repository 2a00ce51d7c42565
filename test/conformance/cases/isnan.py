"""numpy.isnan."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("isnan", lambda x: np.isnan(x.astype(np.float64)), result="bool", exact=True)
