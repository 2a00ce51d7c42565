"""e to torch.nn.functional.cross_entropy of all scores and classes."""

import math

import torch
from oracle import Suite, array, numbers
from oracle.metrics import in_dtypes, metric

suite = Suite("Perplexity")
reference = lambda x, y: math.exp(
    torch.nn.functional.cross_entropy(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.int64)).item()
)
in_dtypes(suite, reference, 1.0)
positions = [(numbers((2, 3, 2)), array([[0, 2], [1, 1]], "int64"))]
metric(suite, "several positions", reference, positions, 1.0)
