"""All items in order."""

import numpy as np
from oracle import Suite
from oracle.samplers import DATA, N, sampled

suite = Suite("SequentialSampler")
sampled(suite, "all items", lambda: np.arange(N), {"dataset": DATA})
