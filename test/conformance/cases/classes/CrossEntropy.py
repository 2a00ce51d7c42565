"""torch.nn.functional.cross_entropy of all scores and classes."""

import torch
from oracle import Suite, array, new, numbers
from oracle.metrics import in_dtypes, metric, update

suite = Suite("CrossEntropy")
reference = lambda x, y: torch.nn.functional.cross_entropy(
    torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.int64)
).item()
in_dtypes(suite, reference)
positions = [(numbers((2, 3, 2)), array([[0, 2], [1, 1]], "int64"))]
metric(suite, "several positions", reference, positions)
wrong = suite.script("shapes that do not fit")
wrong.let("metric", new("CrossEntropy"))
wrong.fails(update(array([[0, 0, 1]]), array([0, 1], "int64")), "shape", None, [], operator="cross_entropy")
