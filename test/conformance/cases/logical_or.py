"""numpy.logical_or."""

import numpy as np
from oracle import ANY
from oracle.families import comparison

comparison("logical_or", np.logical_or, ANY)
