"""torch.nn.functional.pixel_unshuffle."""

from oracle import *
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import pixel_unshuffle

suite = Suite("pixel_unshuffle", by_torch(pixel_unshuffle), exact=True)
suite.each(ANY, lambda t: {"x": numbers((1, 2, 4), t), "downscale_factor": 2})
suite("many images", x=numbers((2, 3, 4, 2)), downscale_factor=2)
suite("by 3", x=numbers((1, 6, 3)), downscale_factor=3)
suite("by 1", x=numbers((2, 2, 2)), downscale_factor=1)
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 1, 2, 4)), downscale_factor=2)
suite("no images", x=numbers((0, 1, 2, 4)), downscale_factor=2, expect=numbers((0, 4, 1, 2)))
suite.fails("height", "shape", "x", ["axis {1}", "3"], x=numbers((1, 3, 2)), downscale_factor=2)
suite.fails("width", "shape", "x", ["axis {2}", "3"], x=numbers((1, 2, 3)), downscale_factor=2)
suite.fails("too few axes", "shape", "x", ["[4, 2]"], x=numbers((4, 2)), downscale_factor=2)
suite.fails("a factor of 0", "value", "downscale_factor", ["0"], x=numbers((1, 2, 2)), downscale_factor=0)
gradients(suite, pixel_unshuffle, lambda t: {"x": numbers((2, 1, 4, 2), t), "downscale_factor": 2})
