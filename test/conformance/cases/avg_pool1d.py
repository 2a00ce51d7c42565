"""torch.nn.functional.avg_pool1d in float64."""

from oracle.pooling import moving
from torch.nn.functional import avg_pool1d

suite = moving("avg_pool1d", avg_pool1d, 1, counts=True)
