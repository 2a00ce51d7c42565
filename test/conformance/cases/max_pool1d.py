"""torch.nn.functional.max_pool1d in float64."""

from oracle.pooling import moving
from torch.nn.functional import max_pool1d

suite = moving("max_pool1d", max_pool1d, 1, dilates=True)
