"""torch.nn.functional.interpolate of the part that Philox's numbers name, in float64."""

import math

from oracle import FLOATING, Array, Stream, Suite, call, new, numbers, var
from oracle.images import drawn_box, pixels
from oracle.pytorch import by_torch, gradients, plain, tensor
from torch.nn.functional import interpolate

RATIO = [0.75, 1.3333333333333333]


def part(height, width, u, scale, ratio):
    box = drawn_box(u, height * width, (width, height), scale, ratio)
    if box:
        w, h = box
        return [min(int(v * (n - k + 1)), n - k) for v, n, k in zip(u[20:], (height, width), (h, w))], (h, w)
    h, w = height, width
    if width / height < ratio[0]:
        h = max(1, round(width / ratio[0]))
    elif width / height > ratio[1]:
        w = max(1, round(height * ratio[1]))
    return [(height - h) // 2, (width - w) // 2], (h, w)


def shown(img, stream, size, scale=(0.08, 1), ratio=RATIO, interpolation="bilinear", antialias=True):
    size = [size, size] if isinstance(size, int) else size
    (top, left), (h, w) = part(*img.shape[-2:], stream.fractions(22), scale, ratio)
    cut = img[..., top : top + h, left : left + w]
    smooth = interpolation in ("bilinear", "bicubic")
    out = interpolate(
        cut.reshape(1, math.prod(img.shape[:-2]), h, w),
        size,
        mode=interpolation.replace("_", "-"),
        align_corners=False if smooth else None,
        antialias=antialias and smooth,
    )
    return out.reshape(*img.shape[:-2], *size)


def reference(img, size, generator=None, **given):
    return shown(img, Stream(0), size, **given)


suite = Suite("random_resized_crop", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 12, 17))
suite.each(FLOATING, lambda t: {"img": pixels((3, 6, 9), t), "size": [4, 5]})
for mode in ["nearest", "nearest_exact", "bilinear", "bicubic"]:
    for antialias in [False, True]:
        more = {"interpolation": mode, "antialias": antialias, "scale": [0.3, 0.9]}
        name = f"{mode}{', antialias' if antialias else ''}"
        suite(f"{name}, smaller", img=img, size=[3, 4], **more)
        suite(f"{name}, larger", img=img, size=[16, 23], **more)
suite("one size", img=img, size=5)
suite("a small part", img=img, size=6, scale=[0.01, 0.02])
suite("all of it", img=pixels((3, 6, 6)), size=6, scale=[1.0, 1.0], ratio=[1.0, 1.0])
suite("other ratios", img=img, size=6, scale=[0.2, 0.4], ratio=[2.0, 4.0])
suite("none that fits, too low", img=pixels((3, 12, 4)), size=5, scale=[1.0, 1.0], ratio=[1.0, 1.5])
suite("none that fits, too wide", img=pixels((3, 3, 10)), size=5, scale=[1.0, 1.0], ratio=[0.5, 1.5])
suite("none that fits, though all does", img=pixels((3, 5, 5)), size=4, scale=[1.0, 1.0], ratio=[0.25, 1.5])
suite("two axes", img=pixels((6, 9)), size=4)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 2, 5, 6)), size=4)
suite("null for the context's generator", img=img, size=4, generator=None)
suite("no images", img=numbers((0, 3, 4, 4)), size=[2, 3], expect=numbers((0, 3, 2, 3)))
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(4):
    found = Array(plain(shown(tensor(img), stream, 6)), "float32")
    own.expect(call(suite.subject, img=img, size=6, generator=var("g")), found)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), size=2)
suite.fails("images of nothing", "shape", "img", ["[2, 0, 3]"], img=numbers((2, 0, 3)), size=2)
suite.fails("no height", "value", "size", ["0"], img=img, size=[0, 2])
for name in ["scale", "ratio"]:
    for wrong in [[0.5], [0.0, 1.0], [1.0, 0.5], [0.5, math.inf]]:
        suite.fails(f"{name} {wrong}", "value", name, [], img=img, size=4, **{name: wrong})
suite.fails("more than all", "value", "scale", ["1.5"], img=img, size=4, scale=[0.5, 1.5])
suite.fails("too large", "out_of_memory", None, [], img=img, size=[2**40, 2**40])
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "size": 1}, "img")
for mode in ["bilinear", "bicubic"]:
    gradients(
        suite,
        lambda img, size, interpolation: reference(img, size, interpolation=interpolation),
        lambda t, mode=mode: {"img": pixels((2, 5, 6), t), "size": [3, 4], "interpolation": mode},
        f"gradient, {mode},",
    )
