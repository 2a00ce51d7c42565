"""numpy.eye."""

import numpy as np
from oracle import ANY, Suite

suite = Suite(
    "eye",
    lambda n_rows, n_cols=None, k=0, dtype="float32", device="cpu": np.eye(n_rows, n_cols, k),
    lambda dtype="float32", **_: dtype,
    exact=True,
)
suite.each(ANY, lambda t: {"n_rows": 3, "dtype": t})
suite("more columns", n_rows=2, n_cols=4)
suite("fewer columns, above", n_rows=4, n_cols=2, k=1)
suite("below", n_rows=3, n_cols=3, k=-2)
suite("null for a square", n_rows=2, n_cols=None)
suite("beyond the corner", n_rows=2, n_cols=2, k=5)
suite("empty", n_rows=0)
suite("a device", n_rows=2, device="cpu")
suite.fails("a negative size", "value", "n_rows", ["-1"], n_rows=-1)
suite.fails("more than there is memory for", "out_of_memory", None, [], n_rows=2**28, n_cols=2**28)
