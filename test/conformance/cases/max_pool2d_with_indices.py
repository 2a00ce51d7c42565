"""torch.nn.functional.max_pool2d in float64, with the positions."""

from oracle.pooling import moving_with_indices
from torch.nn.functional import max_pool2d

suite = moving_with_indices("max_pool2d_with_indices", max_pool2d, 2)
