"""torch.nn.functional.fractional_max_pool2d in float64, with numbers given or of Philox."""

from oracle.fractional import fractional
from torch.nn.functional import fractional_max_pool2d

suite = fractional("fractional_max_pool2d", fractional_max_pool2d, 2)
