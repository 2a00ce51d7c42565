"""Means of numpy.lib.stride_tricks.sliding_window_view."""

import numpy as np
from oracle import Suite, numbers


def reference(x, kernel_size, stride=None):
    kernel = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    step = kernel if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(-2, -1))
    return windows[..., :: step[0], :: step[1], :, :].mean((-2, -1))


suite = Suite("avg_pool2d", reference)
for dtype in ("float16", "bfloat16", "float32", "float64"):
    suite(dtype, x=numbers((2, 3, 4, 6), dtype), kernel_size=2)
suite("windows that are not square", x=numbers((5, 7)), kernel_size=[2, 3])
suite("windows that overlap", x=numbers((1, 2, 5, 5)), kernel_size=3, stride=1)
suite("steps down and across", x=numbers((1, 6, 7)), kernel_size=[2, 1], stride=[3, 2])
suite("one window", x=numbers((2, 2)), kernel_size=2)
suite.fails("a window that is too large", "shape", "kernel_size", ["5"], x=numbers((4, 4)), kernel_size=[2, 5])
suite.fails("no window", "value", "kernel_size", ["0"], x=numbers((4, 4)), kernel_size=0)
suite.fails("no step", "value", "stride", ["0"], x=numbers((4, 4)), kernel_size=2, stride=0)
