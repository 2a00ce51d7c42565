"""numpy.less."""
import numpy as np
from oracle import ANY, NUMERIC, array
from oracle.families import comparison

comparison("less", np.less, NUMERIC)
