"""torch.nn.functional.interpolate in float64."""

import math

from oracle import FLOATING, Suite, numbers
from oracle.images import pixels
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import interpolate


def reference(img, size, interpolation="bilinear", antialias=True):
    h, w = img.shape[-2:]
    size = [size] if isinstance(size, int) else list(size)
    if len(size) == 1:
        n = size[0]
        size = [n, int(n * w / h)] if h <= w else [int(n * h / w), n]
    smooth = interpolation in ("bilinear", "bicubic")
    out = interpolate(
        img.reshape(1, math.prod(img.shape[:-2]), h, w),
        size,
        mode=interpolation.replace("_", "-"),
        align_corners=False if smooth else None,
        antialias=antialias and smooth,
    )
    return out.reshape(*img.shape[:-2], *size)


suite = Suite("resize", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 6, 9))
suite.each(FLOATING, lambda t: {"img": pixels((3, 6, 9), t), "size": [4, 5]})
for mode in ["nearest", "nearest_exact", "bilinear", "bicubic"]:
    for antialias in [False, True]:
        more = {"interpolation": mode, "antialias": antialias}
        name = f"{mode}{', antialias' if antialias else ''}"
        suite(f"{name}, smaller", img=img, size=[2, 4], **more)
        suite(f"{name}, larger", img=img, size=[8, 11], **more)
        suite(f"{name}, one axis alone", img=img, size=[6, 4], **more)
suite("the shorter side", img=img, size=4)
suite("the shorter side, in a list", img=img, size=[4])
suite("the shorter side is the width", img=pixels((3, 9, 5)), size=2)
suite("a square", img=pixels((3, 5, 5)), size=3)
suite("two axes", img=pixels((4, 5)), size=[2, 3])
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 2, 3, 4)), size=[2, 3])
suite("no images", img=numbers((0, 3, 4, 4)), size=[2, 3], expect=numbers((0, 3, 2, 3)))
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), size=2)
suite.fails("images of nothing", "shape", "img", ["[2, 0, 3]"], img=numbers((2, 0, 3)), size=2)
suite.fails("three sizes", "value", "size", ["3"], img=img, size=[2, 2, 2])
suite.fails("no height", "value", "size", ["0"], img=img, size=[0, 2])
suite.fails("too large", "out_of_memory", None, [], img=img, size=[2**40, 2**40])
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "size": 1}, "img")
gradients(suite, reference, lambda t: {"img": pixels((2, 4, 5), t), "size": [3, 2]})
