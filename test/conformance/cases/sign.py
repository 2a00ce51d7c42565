"""numpy.sign."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("sign", np.sign, exact=True)
suite("lowest and largest", x=extremes("int64"))
