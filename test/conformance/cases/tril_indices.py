"""numpy.tril_indices, counted from 0."""

import numpy as np
from oracle import Array, Suite


class Triangle(Suite):
    def __call__(self, name, /, n_rows, **given):
        found = np.tril_indices(n_rows, given.get("k", 0), given.get("n_cols"))
        parts = {key: Array(at, "int64").record() for key, at in zip(["rows", "columns"], found)}
        super().__call__(name, expect={"record": parts}, n_rows=n_rows, **given)


suite = Triangle("tril_indices", exact=True)
suite("a square", n_rows=3)
suite("null for the columns", n_rows=3, n_cols=None)
suite("wide", n_rows=2, n_cols=4)
suite("tall", n_rows=4, n_cols=2)
suite("no rows", n_rows=0, n_cols=2)
suite("no columns", n_rows=2, n_cols=0)
suite("on the cpu", n_rows=2, device="cpu")
for k in [-5, -4, -3, -1, 1, 2, 3, 4]:
    suite(f"wide, k = {k}", n_rows=3, n_cols=4, k=k)
    suite(f"tall, k = {k}", n_rows=4, n_cols=3, k=k)
suite("far above", n_rows=2, n_cols=3, k=2**53)
suite("far below", n_rows=2, n_cols=3, k=-(2**53))
suite.fails("fewer than no rows", "value", "n_rows", ["-1"], n_rows=-1)
suite.fails("fewer than no columns", "value", "n_cols", ["-1"], n_rows=1, n_cols=-1)
suite.fails("more than there is memory for", "out_of_memory", None, [], n_rows=2**25, n_cols=2**25)
suite.fails("more than can be counted", "out_of_memory", None, [], n_rows=2**52, n_cols=2**52)
