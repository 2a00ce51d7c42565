"""Gluon's PixelShuffle1D by its definition, in PyTorch."""

from oracle import *
from oracle.pytorch import by_torch, gradients
from oracle.shuffles import pixels

shuffled = lambda x, upscale_factor: pixels(x, [upscale_factor])
suite = Suite("pixel_shuffle1d", by_torch(shuffled), exact=True)
suite.each(ANY, lambda t: {"x": numbers((4, 3), t), "upscale_factor": 2})
suite("many sequences", x=numbers((2, 6, 4)), upscale_factor=3)
suite("more axes in front", x=numbers((2, 2, 4, 3)), upscale_factor=2)
suite("by 1", x=numbers((2, 3)), upscale_factor=1)
suite("no sequences", x=numbers((0, 4, 3)), upscale_factor=2)
suite("no elements", x=numbers((4, 0)), upscale_factor=2)
suite.fails("channels", "shape", "x", ["axis {1}", "5", "2"], x=numbers((3, 5, 2)), upscale_factor=2)
suite.fails("too few axes", "shape", "x", ["[4]"], x=numbers((4,)), upscale_factor=2)
suite.fails("a factor of 0", "value", "upscale_factor", ["0"], x=numbers((4, 2)), upscale_factor=0)
gradients(suite, shuffled, lambda t: {"x": numbers((2, 4, 3), t), "upscale_factor": 2})
