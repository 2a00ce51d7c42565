"""numpy.isin."""

import numpy as np
from oracle import ANY, Suite, array, numbers

suite = Suite("isin", lambda x1, x2, invert=False: np.isin(x1, x2, invert=invert), "bool", exact=True)
suite.each(ANY, lambda t: {"x1": numbers((3, 4), t), "x2": numbers((2, 3), t, 1)})
suite("not among them", x1=array([1, 2, 3]), x2=array([3, 1]), invert=True)
suite("a number", x1=array([[1, 2], [3, 2]]), x2=2)
suite("a number for whole numbers", x1=array([1, 2], "int32"), x2=2.5)
suite("of two dtypes", x1=array([1, 2, 3], "int16"), x2=array([2.0, 2.5, 3.0]))
suite("nan is among nothing", x1=array([np.nan, 1, np.inf]), x2=array([np.nan, np.inf]))
suite("nan is not among anything", x1=array([np.nan, 1]), x2=array([np.nan]), invert=True)
suite("-0 is 0", x1=array([0.0, -0.0]), x2=array([-0.0]))
suite("among nothing", x1=numbers((2, 3)), x2=numbers((0,)))
suite("not among nothing", x1=numbers((2, 3)), x2=numbers((0,)), invert=True)
suite("nothing", x1=numbers((0, 3)), x2=numbers((2,)))
suite("rank 0", x1=array(1), x2=array(1))
