"""numpy.greater_equal."""

import numpy as np
from oracle import NUMERIC
from oracle.families import comparison

comparison("greater_equal", np.greater_equal, NUMERIC)
