"""A weighted sum of channels, in float64."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.images import grey, pixels
from oracle.pytorch import by_torch, gradients


def reference(img, num_output_channels=1):
    return torch.cat([grey(img)] * num_output_channels, -3)


suite = Suite("rgb_to_grayscale", by_torch(reference), lambda img, **_: img.dtype)
suite.each(FLOATING, lambda t: {"img": pixels((3, 4, 5), t)})
suite("three channels", img=pixels((2, 3, 4, 5)), num_output_channels=3)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 3, 2, 3)))
suite("no images", img=numbers((0, 3, 2, 2)))
suite.fails("two axes", "shape", "img", ["[3, 4]"], img=pixels((3, 4)))
suite.fails("one channel", "shape", "img", ["[1, 4, 5]"], img=pixels((1, 4, 5)))
suite.fails("two channels wanted", "value", "num_output_channels", ["2"], img=pixels((3, 2, 2)), num_output_channels=2)
suite.refuses(FLOATING, lambda t: {"img": numbers((3, 2, 2), t)}, "img")
gradients(suite, reference, lambda t: {"img": pixels((3, 2, 2), t), "num_output_channels": 3})
