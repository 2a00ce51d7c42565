"""torch.nn.functional.lp_pool2d in float64."""

from oracle.pooling import lp
from torch.nn.functional import lp_pool2d

suite = lp("lp_pool2d", lp_pool2d, 2)
