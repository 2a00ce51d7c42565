"""torch.nn.functional.max_pool1d in float64, with the positions."""

from oracle.pooling import moving_with_indices
from torch.nn.functional import max_pool1d

suite = moving_with_indices("max_pool1d_with_indices", max_pool1d, 1)
