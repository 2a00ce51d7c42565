"""torch.nn.functional.max_pool2d in float64."""

from oracle.pooling import moving
from torch.nn.functional import max_pool2d

suite = moving("max_pool2d", max_pool2d, 2, dilates=True)
