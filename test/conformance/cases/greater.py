"""numpy.greater."""
import numpy as np
from oracle import ANY, NUMERIC, array
from oracle.families import comparison

comparison("greater", np.greater, NUMERIC)
