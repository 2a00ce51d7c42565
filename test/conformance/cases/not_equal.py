"""numpy.not_equal."""
import numpy as np
from oracle import ANY, NUMERIC, array
from oracle.families import comparison

comparison("not_equal", np.not_equal, ANY)
