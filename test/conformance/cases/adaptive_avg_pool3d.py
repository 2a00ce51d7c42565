"""torch.nn.functional.adaptive_avg_pool3d in float64."""

from oracle.pooling import adaptive
from torch.nn.functional import adaptive_avg_pool3d

suite = adaptive("adaptive_avg_pool3d", adaptive_avg_pool3d, 3)
