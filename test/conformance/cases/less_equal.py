"""numpy.less_equal."""

import numpy as np
from oracle import NUMERIC
from oracle.families import comparison

comparison("less_equal", np.less_equal, NUMERIC)
