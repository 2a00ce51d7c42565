"""numpy.union1d; NaN differs from NaN."""

import numpy as np
from oracle.sets import set_of_two

set_of_two("union1d", lambda x1, x2: np.unique(np.concatenate((x1.ravel(), x2.ravel())), equal_nan=False))
