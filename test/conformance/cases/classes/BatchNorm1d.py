"""torch.nn.BatchNorm1d in float64."""

from oracle.norms import batch_norm

batch_norm("BatchNorm1d", (3, 2, 4))
