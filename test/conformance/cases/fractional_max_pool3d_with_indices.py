"""torch.nn.functional.fractional_max_pool3d in float64, with numbers given or of Philox, with the positions."""

from oracle.fractional import fractional_with_indices
from torch.nn.functional import fractional_max_pool3d

suite = fractional_with_indices("fractional_max_pool3d_with_indices", fractional_max_pool3d, 3)
