"""numpy.equal."""

import numpy as np
from oracle import ANY
from oracle.families import comparison

comparison("equal", np.equal, ANY)
