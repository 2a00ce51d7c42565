"""torch.nn.BatchNorm3d in float64."""

from oracle.norms import batch_norm

batch_norm("BatchNorm3d", (2, 2, 2, 1, 3))
