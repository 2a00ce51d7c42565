"""torch.nn.functional.adaptive_avg_pool2d in float64."""

from oracle.pooling import adaptive
from torch.nn.functional import adaptive_avg_pool2d

suite = adaptive("adaptive_avg_pool2d", adaptive_avg_pool2d, 2)
