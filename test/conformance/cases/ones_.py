"""numpy.ones_like."""

import numpy as np
from oracle import *
from oracle.initializers import of_parameter

suite = Suite("ones_", lambda x: np.ones_like(x), exact=True)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t)})
suite("what is no number", x=array([np.nan, np.inf]))
suite("rank 0", x=numbers(()))
suite("empty", x=numbers((0, 2)))
of_parameter(suite, lambda stream: np.ones((2, 3)))
