"""torch.nn.functional.avg_pool3d in float64."""

from oracle.pooling import moving
from torch.nn.functional import avg_pool3d

suite = moving("avg_pool3d", avg_pool3d, 3, counts=True)
