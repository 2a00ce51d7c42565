"""numpy.setdiff1d."""

import numpy as np
from oracle.sets import set_of_two

set_of_two("setdiff1d", lambda x1, x2: np.unique(x1[~np.isin(x1, x2)], equal_nan=False))
