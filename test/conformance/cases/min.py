"""numpy.min: NaN wins."""

import numpy as np
from oracle import NUMERIC, extremes
from oracle.families import reduction

suite = reduction("min", np.min, NUMERIC, lambda x, **_: x.dtype, exact=True, of_nothing=False)
suite("lowest and largest", x=extremes("uint64"))
