"""numpy.corrcoef of all outputs and targets."""

import numpy as np
from oracle import Suite, array, numbers
from oracle.metrics import metric, unfit

suite = Suite("PearsonCorrelation")
reference = lambda x, y: np.corrcoef(x.ravel(), y.ravel())[0, 1]
for dtype in ("float32", "float64", "float16", "bfloat16"):
    batches = [(numbers(shape, dtype), numbers(shape, dtype, 1)) for shape in ((3, 2), (2, 2))]
    metric(suite, f"in {dtype}", reference, batches)
large = [
    (array(1e6 + numbers(shape, "float64").values, "float64"), numbers(shape, "float64", 1)) for shape in ((5,), (4,))
]
metric(suite, "a large mean", reference, large)
metric(suite, "what does not vary", lambda x, y: 0.0, [(array([2.0, 2.0]), array([1.0, 3.0]))])
unfit(suite, array([1.0, 2.0]), array([[1.0, 2.0]]))
