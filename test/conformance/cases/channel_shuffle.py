"""torch.nn.functional.channel_shuffle, which PyTorch has for images; its gradient by a formula."""

from oracle import *
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import channel_shuffle


def by_formula(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)


suite = Suite("channel_shuffle", by_torch(channel_shuffle), exact=True)
suite.each(ANY, lambda t: {"x": numbers((1, 6, 1, 2), t), "groups": 2})
suite("three axes", x=numbers((2, 6, 3)), groups=3)
suite("one group", x=numbers((1, 4, 2, 1)), groups=1)
suite("a group for each channel", x=numbers((1, 4, 2, 1)), groups=4)
suite("rank 8", x=numbers((2, 4, 1, 2, 1, 1, 2, 1)), groups=2)
suite("no images", x=numbers((0, 4, 2, 2)), groups=2)
suite.fails("channels", "shape", "x", ["axis {1}", "6", "4"], x=numbers((1, 6, 2, 2)), groups=4)
suite.fails("too few axes", "shape", "x", ["[2, 4]"], x=numbers((2, 4)), groups=2)
suite.fails("no groups", "value", "groups", ["0"], x=numbers((1, 4, 2, 2)), groups=0)
gradients(suite, by_formula, lambda t: {"x": numbers((2, 6, 2, 1), t), "groups": 3})
