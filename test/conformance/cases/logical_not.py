"""numpy.logical_not."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("logical_not", np.logical_not, ANY, "bool", exact=True)
