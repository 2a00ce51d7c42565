"""torch.nn.functional.max_unpool3d in float64."""

from oracle.unpooling import unpooling
from torch.nn.functional import max_pool3d, max_unpool3d

suite = unpooling("max_unpool3d", max_pool3d, max_unpool3d, 3)
