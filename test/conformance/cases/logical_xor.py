"""numpy.logical_xor."""

import numpy as np
from oracle import ANY
from oracle.families import comparison

comparison("logical_xor", np.logical_xor, ANY)
