"""numpy.greater."""

import numpy as np
from oracle import NUMERIC
from oracle.families import comparison

comparison("greater", np.greater, NUMERIC)
