"""torch.nn.BatchNorm2d in float64."""

from oracle.norms import batch_norm

batch_norm("BatchNorm2d", (3, 2, 2, 3))
