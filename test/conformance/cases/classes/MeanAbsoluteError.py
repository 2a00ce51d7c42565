"""The mean distance, by NumPy."""

import numpy as np
from oracle import Suite, array, numbers
from oracle.metrics import metric, unfit

suite = Suite("MeanAbsoluteError")
reference = lambda x, y: np.mean(np.abs(x - y))
for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), numbers(shape, dtype, 1)) for shape in ((3, 2), (1, 2))]
    metric(suite, f"in {dtype}", reference, batches)
metric(suite, "a number each", reference, [(numbers((4,)), numbers((4,), "float64", 1))])
unfit(suite, array([1.0, 2.0]), array([[1.0, 2.0]]))
