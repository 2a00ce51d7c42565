"""torch.nn.functional.fractional_max_pool3d in float64, with numbers given or of Philox."""

from oracle.fractional import fractional
from torch.nn.functional import fractional_max_pool3d

suite = fractional("fractional_max_pool3d", fractional_max_pool3d, 3)
