"""numpy.not_equal."""

import numpy as np
from oracle import ANY
from oracle.families import comparison

comparison("not_equal", np.not_equal, ANY)
