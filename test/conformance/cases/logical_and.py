"""numpy.logical_and."""

import numpy as np
from oracle import ANY
from oracle.families import comparison

comparison("logical_and", np.logical_and, ANY)
