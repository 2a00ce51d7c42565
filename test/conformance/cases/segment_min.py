"""Smallest elements by a loop over the segments."""

import numpy as np
from oracle import is_floating
from oracle.scatter import segment_suite

segment_suite("amin", lambda t: np.inf if is_floating(t) else np.iinfo(t).max, lambda x: x.dtype)
