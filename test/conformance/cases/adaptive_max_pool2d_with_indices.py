"""torch.nn.functional.adaptive_max_pool2d in float64, with the positions."""

from oracle.pooling import adaptive_with_indices
from torch.nn.functional import adaptive_max_pool2d

suite = adaptive_with_indices("adaptive_max_pool2d_with_indices", adaptive_max_pool2d, 2)
