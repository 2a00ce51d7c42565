"""torch.nn.functional.lp_pool3d in float64."""

from oracle.pooling import lp
from torch.nn.functional import lp_pool3d

suite = lp("lp_pool3d", lp_pool3d, 3)
