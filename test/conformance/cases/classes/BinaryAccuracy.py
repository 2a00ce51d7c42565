"""The share of outputs on the right side of the threshold, by NumPy."""

import numpy as np
from oracle import Suite, array
from oracle.metrics import metric, unfit

suite = Suite("BinaryAccuracy")
OUTPUTS, TARGETS = ([[0.25, 0.75], [0.5, 1.0]], [[0.0, 0.125]]), ([[0, 1], [1, 1]], [[1, 0]])


def share(threshold):
    return lambda outputs, targets: np.mean((outputs > threshold) == (targets != 0))


for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(array(a, dtype), array(b, dtype)) for a, b in zip(OUTPUTS, TARGETS)]
    metric(suite, f"in {dtype}", share(0.5), batches)
batches = [(array(a), array(b)) for a, b in zip(OUTPUTS, TARGETS)]
metric(suite, "another threshold", share(0.2), batches, threshold=0.2)
metric(suite, "targets that are booleans", share(0.5), [(array([0.25, 0.75]), array([True, True], "bool"))])
metric(suite, "rows of classes", share(0.5), [(array([0.25, 0.75]), array([1, 1], "int64"))])
unfit(suite, array([0.5, 0.5]), array([1.0]))
