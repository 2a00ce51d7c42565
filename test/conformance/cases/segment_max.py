"""Largest elements by a loop over the segments."""

import numpy as np
from oracle import is_floating
from oracle.scatter import segment_suite

segment_suite("amax", lambda t: -np.inf if is_floating(t) else np.iinfo(t).min, lambda x: x.dtype)
