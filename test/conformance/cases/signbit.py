"""numpy.signbit."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary(
    "signbit", lambda x: np.signbit(x) if x.dtype.kind == "f" else x < 0, result="bool", exact=True
)
suite("a negative nan", x=array([-np.nan, -1.0]), expect=array([True, True], "bool"))
