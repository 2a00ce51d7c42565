"""torch.nn.functional.adaptive_max_pool3d in float64."""

from oracle.pooling import adaptive
from torch.nn.functional import adaptive_max_pool3d

suite = adaptive("adaptive_max_pool3d", adaptive_max_pool3d, 3)
