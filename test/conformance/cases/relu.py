"""torch.relu, but for the sign of zero, which is positive: as the maximum has it."""

import torch
from oracle import array
from oracle.families import elementwise_unary
from oracle.pytorch import by_torch, gradients

suite = elementwise_unary("relu", by_torch(lambda x: torch.relu(x) + 0), exact=True, gradient=torch.relu)
gradients(suite, torch.relu, lambda t: {"x": array([0.0, -0.0, 1, -1], t)}, "gradient at zero")
