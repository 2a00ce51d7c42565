"""numpy.less."""

import numpy as np
from oracle import NUMERIC
from oracle.families import comparison

comparison("less", np.less, NUMERIC)
