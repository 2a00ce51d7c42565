"""numpy.max: NaN wins."""

import numpy as np
from oracle import NUMERIC, extremes
from oracle.families import reduction

suite = reduction("max", np.max, NUMERIC, lambda x, **_: x.dtype, exact=True, of_nothing=False)
suite("lowest and largest", x=extremes("int64"))
