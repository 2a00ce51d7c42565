"""numpy.all."""

import numpy as np
from oracle import ANY, array
from oracle.families import reduction

suite = reduction("all", np.all, ANY, "bool", exact=True)
suite("some and all", x=array([[1, 2, 1], [1, 0, 1]]), axis=1)
