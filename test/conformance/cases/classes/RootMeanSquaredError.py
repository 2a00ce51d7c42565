"""The root of the mean squared difference, by NumPy."""

import numpy as np
from oracle import Suite, array, numbers
from oracle.metrics import metric, unfit

suite = Suite("RootMeanSquaredError")
reference = lambda x, y: np.sqrt(np.mean((x - y) ** 2))
for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), numbers(shape, dtype, 1)) for shape in ((3, 2), (1, 2))]
    metric(suite, f"in {dtype}", reference, batches)
metric(suite, "a number each", reference, [(numbers((4,)), numbers((4,), "float64", 1))])
unfit(suite, array([1.0, 2.0]), array([[1.0, 2.0]]))
