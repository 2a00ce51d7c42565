"""Gluon's PixelShuffle3D by its definition, in PyTorch."""

from oracle import *
from oracle.pytorch import by_torch, gradients
from oracle.shuffles import pixels

shuffled = lambda x, upscale_factor: pixels(
    x, [upscale_factor] * 3 if isinstance(upscale_factor, int) else upscale_factor
)
suite = Suite("pixel_shuffle3d", by_torch(shuffled), exact=True)
suite.each(ANY, lambda t: {"x": numbers((8, 1, 2, 1), t), "upscale_factor": 2})
suite("one factor for each axis", x=numbers((12, 2, 1, 3)), upscale_factor=[1, 2, 3])
suite("many volumes", x=numbers((2, 16, 2, 1, 2)), upscale_factor=[2, 1, 4])
suite("more axes in front", x=numbers((2, 2, 4, 1, 2, 2)), upscale_factor=[2, 2, 1])
suite("by 1", x=numbers((2, 2, 1, 2)), upscale_factor=1)
suite("no volumes", x=numbers((0, 8, 1, 2, 3)), upscale_factor=2)
suite.fails("channels", "shape", "x", ["axis {1}", "6", "4"], x=numbers((2, 6, 1, 1, 1)), upscale_factor=[2, 1, 2])
suite.fails("too few axes", "shape", "x", ["[8, 2, 2]"], x=numbers((8, 2, 2)), upscale_factor=2)
suite.fails("a factor of 0", "value", "upscale_factor", ["0"], x=numbers((8, 2, 2, 2)), upscale_factor=[2, 0, 2])
suite.fails("a volume too large", "value", "upscale_factor", [], x=numbers((0, 1, 1, 1)), upscale_factor=2**40)
gradients(suite, shuffled, lambda t: {"x": numbers((1, 8, 1, 2, 1), t), "upscale_factor": [2, 2, 1]})
