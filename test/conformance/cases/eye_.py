"""numpy.eye."""

import numpy as np
from oracle import *
from oracle.initializers import of_parameter

suite = Suite("eye_", lambda x: np.eye(*x.shape), exact=True)
suite.each(ANY, lambda t: {"x": numbers((3, 4), t)})
suite("tall", x=numbers((5, 2)))
suite("empty", x=numbers((0, 2)))
suite("no columns", x=numbers((2, 0)))
of_parameter(suite, lambda stream: np.eye(2, 3))
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("three axes", "shape", "x", ["[2, 2, 2]"], x=numbers((2, 2, 2)))
