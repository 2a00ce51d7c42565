"""torch.nn.functional.max_pool3d in float64, with the positions."""

from oracle.pooling import moving_with_indices
from torch.nn.functional import max_pool3d

suite = moving_with_indices("max_pool3d_with_indices", max_pool3d, 3)
