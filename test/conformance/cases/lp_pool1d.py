"""torch.nn.functional.lp_pool1d in float64."""

from oracle.pooling import lp
from torch.nn.functional import lp_pool1d

suite = lp("lp_pool1d", lp_pool1d, 1)
