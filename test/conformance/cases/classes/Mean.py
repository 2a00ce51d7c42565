"""The mean of all outputs, by NumPy."""

import numpy as np
from oracle import Suite, array, numbers
from oracle.metrics import metric

suite = Suite("Mean")
for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), array([0.0])) for shape in ((3, 2), (1, 2))]
    metric(suite, f"in {dtype}", lambda x, y: np.mean(x), batches)
metric(suite, "whole numbers", lambda x, y: np.mean(x), [(array([1, 2, 6], "int64"), array([0.0]))])
