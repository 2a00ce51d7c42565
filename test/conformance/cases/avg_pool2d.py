"""torch.nn.functional.avg_pool2d in float64."""

from oracle.pooling import moving
from torch.nn.functional import avg_pool2d

suite = moving("avg_pool2d", avg_pool2d, 2, counts=True)
