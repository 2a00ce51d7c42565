"""numpy.greater_equal."""
import numpy as np
from oracle import ANY, NUMERIC, array
from oracle.families import comparison

comparison("greater_equal", np.greater_equal, NUMERIC)
