"""torch.nn.functional.avg_pool2d in float64."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.pytorch import by_torch, gradients


def pooled(x, kernel_size, stride=None):
    images = x.reshape(-1, 1, *x.shape[-2:])  # any number of axes before the two
    found = torch.nn.functional.avg_pool2d(images, kernel_size, stride)
    return found.reshape(*x.shape[:-2], *found.shape[-2:])


suite = Suite("avg_pool2d", by_torch(pooled))
suite.each(FLOATING, lambda t: {"x": numbers((2, 3, 4, 6), t), "kernel_size": 2})
suite("windows that are not square", x=numbers((5, 7)), kernel_size=[2, 3])
suite("windows that overlap", x=numbers((1, 2, 5, 5)), kernel_size=3, stride=1)
suite("steps down and across", x=numbers((1, 6, 7)), kernel_size=[2, 1], stride=[3, 2])
suite("one window", x=numbers((2, 2)), kernel_size=2)
suite.fails("a window that is too large", "shape", "kernel_size", ["5"], x=numbers((4, 4)), kernel_size=[2, 5])
suite.fails("no window", "value", "kernel_size", ["0"], x=numbers((4, 4)), kernel_size=0)
suite.fails("no step", "value", "stride", ["0"], x=numbers((4, 4)), kernel_size=2, stride=0)
gradients(suite, pooled, lambda t: {"x": numbers((2, 5, 5), t), "kernel_size": 3, "stride": 1})
gradients(suite, pooled, lambda t: {"x": numbers((4, 6), t), "kernel_size": [2, 3]}, "gradient, windows side by side,")
