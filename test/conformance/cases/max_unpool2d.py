"""torch.nn.functional.max_unpool2d in float64."""

from oracle.unpooling import unpooling
from torch.nn.functional import max_pool2d, max_unpool2d

suite = unpooling("max_unpool2d", max_pool2d, max_unpool2d, 2)
