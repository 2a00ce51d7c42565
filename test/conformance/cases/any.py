"""numpy.any."""

import numpy as np
from oracle import ANY, array
from oracle.families import reduction

suite = reduction("any", np.any, ANY, "bool", exact=True)
suite("some and none", x=array([[0, 0, 1], [0, 0, 0]]), axis=1)
