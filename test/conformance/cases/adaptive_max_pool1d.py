"""torch.nn.functional.adaptive_max_pool1d in float64."""

from oracle.pooling import adaptive
from torch.nn.functional import adaptive_max_pool1d

suite = adaptive("adaptive_max_pool1d", adaptive_max_pool1d, 1)
