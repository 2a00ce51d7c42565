"""numpy.minimum: NaN wins; of two zeros the negative one."""

import numpy as np
from oracle import array
from oracle.families import elementwise_binary

suite = elementwise_binary(
    "minimum", lambda x1, x2: np.where((x1 == 0) & (x2 == 0) & np.signbit(x1), x1, np.minimum(x1, x2)), exact=True
)
suite("signed zeros", x1=array([0.0, -0.0, -0.0]), x2=array([-0.0, 0.0, -0.0]))
