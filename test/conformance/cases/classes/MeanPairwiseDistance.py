"""The mean of the norms of the differences, by NumPy."""

import numpy as np
from oracle import Suite, array, numbers
from oracle.metrics import metric, unfit

suite = Suite("MeanPairwiseDistance")
distance = lambda p: lambda x, y: np.mean(np.linalg.norm(x - y, p, axis=-1))
for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), numbers(shape, dtype, 1)) for shape in ((3, 4), (1, 4))]
    metric(suite, f"in {dtype}", distance(2), batches)
for p in (1.0, 3.0):
    metric(suite, f"order {p}", distance(p), [(numbers((4, 3)), numbers((4, 3), "float64", 1))] * 2, p=p)
more = [(numbers((2, 3, 2)), numbers((2, 3, 2), seed=1))] * 2
metric(suite, "more axes", distance(2), more)
unfit(suite, array([1.0, 2.0]), array([[1.0, 2.0]]))
unfit(suite, array(1.0), array(1.0), "output")
