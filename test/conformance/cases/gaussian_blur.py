"""Sums over a mirrored image, in float64."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.images import pixels
from oracle.pytorch import by_torch, gradients


def reference(img, kernel_size, sigma=None):
    size = [kernel_size] * 2 if isinstance(kernel_size, int) else kernel_size
    for i, k in enumerate(size):
        s = 0.15 * k + 0.35 if sigma is None else sigma[i if len(sigma) > 1 else 0]
        weights = torch.exp(-(((torch.arange(k) - (k - 1) / 2) / s) ** 2) / 2)
        weights = weights / weights.sum()
        n, axis = img.shape[-1 - i], img.ndim - 1 - i
        period = max(1, 2 * (n - 1))
        at = torch.remainder(torch.arange(-(k // 2), n + k // 2), period)
        mirrored = img.index_select(axis, torch.minimum(at, period - at) if n > 1 else at)
        img = sum(w * mirrored.narrow(axis, j, n) for j, w in enumerate(weights))
    return img


suite = Suite("gaussian_blur", by_torch(reference), lambda img, **_: img.dtype)
suite.each(FLOATING, lambda t: {"img": pixels((3, 6, 7), t), "kernel_size": 3})
img = pixels((2, 3, 6, 7))
suite("width and height", img=img, kernel_size=[5, 3])
suite("one deviation", img=img, kernel_size=[5, 3], sigma=[0.75])
suite("two deviations", img=img, kernel_size=5, sigma=[0.5, 2.0])
suite("null for the deviation", img=img, kernel_size=3, sigma=None)
suite("nothing", img=img, kernel_size=1)
suite("wider than the image", img=pixels((2, 3, 1)), kernel_size=7)
suite("two axes", img=pixels((4, 5)), kernel_size=3)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 2, 3, 4)), kernel_size=3)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), kernel_size=3)
suite.fails("images of nothing", "shape", "img", ["[2, 0, 3]"], img=numbers((2, 0, 3)), kernel_size=3)
suite.fails("an even filter", "value", "kernel_size", ["4"], img=img, kernel_size=[3, 4])
suite.fails("no filter", "value", "kernel_size", ["-1"], img=img, kernel_size=-1)
suite.fails("a huge filter", "value", "kernel_size", ["4097"], img=img, kernel_size=4097)
suite.fails("three deviations", "value", "sigma", ["3"], img=img, kernel_size=3, sigma=[1.0, 1.0, 1.0])
suite.fails("no deviation", "value", "sigma", ["0"], img=img, kernel_size=3, sigma=[0.0])
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "kernel_size": 3}, "img")
gradients(suite, reference, lambda t: {"img": pixels((2, 4, 5), t), "kernel_size": [3, 5]})
