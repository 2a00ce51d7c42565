"""torch.nn.functional.max_unpool1d in float64."""

from oracle.unpooling import unpooling
from torch.nn.functional import max_pool1d, max_unpool1d

suite = unpooling("max_unpool1d", max_pool1d, max_unpool1d, 1)
