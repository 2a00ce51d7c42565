"""torch.nn.functional.pixel_shuffle."""

from oracle import *
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import pixel_shuffle

suite = Suite("pixel_shuffle", by_torch(pixel_shuffle), exact=True)
suite.each(ANY, lambda t: {"x": numbers((4, 1, 2), t), "upscale_factor": 2})
suite("many images", x=numbers((2, 8, 3, 2)), upscale_factor=2)
suite("by 3", x=numbers((9, 2, 2)), upscale_factor=3)
suite("by 1", x=numbers((2, 2, 2)), upscale_factor=1)
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 4, 2, 1)), upscale_factor=2)
suite("no images", x=numbers((0, 4, 2, 3)), upscale_factor=2)
suite.fails("channels", "shape", "x", ["axis {0}", "6", "4"], x=numbers((6, 2, 2)), upscale_factor=2)
suite.fails("too few axes", "shape", "x", ["[4, 2]"], x=numbers((4, 2)), upscale_factor=2)
suite.fails("a factor of 0", "value", "upscale_factor", ["0"], x=numbers((4, 2, 2)), upscale_factor=0)
gradients(suite, pixel_shuffle, lambda t: {"x": numbers((2, 4, 2, 3), t), "upscale_factor": 2})
