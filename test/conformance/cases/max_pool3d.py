"""torch.nn.functional.max_pool3d in float64."""

from oracle.pooling import moving
from torch.nn.functional import max_pool3d

suite = moving("max_pool3d", max_pool3d, 3, dilates=True)
