"""torch.nn.functional.adaptive_avg_pool1d in float64."""

from oracle.pooling import adaptive
from torch.nn.functional import adaptive_avg_pool1d

suite = adaptive("adaptive_avg_pool1d", adaptive_avg_pool1d, 1)
