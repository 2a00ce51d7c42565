"""NumPy's slices, where Philox's numbers say it."""

import math

import numpy as np
from oracle import FLOATING, Array, Stream, Suite, call, new, numbers, var
from oracle.images import drawn_box, pixels
from oracle.pytorch import gradients, tensor


def place(shape, u, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3)):
    """Where elements are erased, or None."""
    height, width = shape[-2:]
    box = drawn_box(u, height * width, (height - 1, width - 1), scale, ratio)
    if box is None or u[22] >= p:
        return None
    starts = [min(int(v * (n - k + 1)), n - k) for v, n, k in zip(u[20:], (height, width), box)]
    return (..., *[slice(s, s + k) for s, k in zip(starts, box)])


def erased(img, stream, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=(0.0,)):
    each = img.shape[-3:]
    n = math.prod(each) if value is None else 0
    u = stream.fractions(23 + 2 * n)
    where, out = place(img.shape, u, p, scale, ratio), img.copy()
    if value is None:
        instead = (np.sqrt(-2 * np.log(1 - u[23 : 23 + n])) * np.cos(2 * np.pi * u[23 + n :])).reshape(each)
    else:
        instead = np.array(value).reshape(-1, 1, 1) if len(value) > 1 else np.array(value[0])
    if where is not None:
        out[where] = np.broadcast_to(instead, img.shape)[where]
    return out


def reference(img, generator=None, **given):
    return erased(img, Stream(0), **given)


suite = Suite("random_erasing", reference, lambda img, **_: img.dtype)
img = pixels((2, 3, 7, 9))
suite.each(FLOATING, lambda t: {"img": pixels((3, 7, 9), t), "p": 1.0})
for p in [0.0, 0.25, 0.75]:
    suite(f"p {p}", img=img, p=p)
suite("the usual", img=img)
suite("one number", img=img, p=1.0, value=[0.75])
suite("a number for each channel", img=img, p=1.0, value=[0.25, -1.0, 2.0])
suite("random numbers", img=img, p=1.0, value=None)
suite("random numbers, float64", img=pixels((3, 7, 9), "float64"), p=1.0, value=None)
suite("a large part", img=img, p=1.0, scale=[0.4, 0.6])
suite("other ratios", img=img, p=1.0, scale=[0.2, 0.3], ratio=[1.5, 2.0])
suite("none that fits", img=img, p=1.0, scale=[1.0, 1.0])
suite("one pixel", img=pixels((3, 1, 1)), p=1.0)
suite("two axes", img=pixels((7, 9)), p=1.0, value=[0.5])
suite("two axes, random numbers", img=pixels((7, 9)), p=1.0, value=None)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 3, 5, 6)), p=1.0)
suite("null for the context's generator", img=img, p=1.0, generator=None)
suite("no images", img=numbers((0, 3, 4, 4)), p=1.0)
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(5):
    own.expect(call(suite.subject, img=img, generator=var("g")), Array(erased(img.values, stream), "float32"))
noise = suite.script("what it draws with random numbers")
noise.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(2):
    found = Array(erased(img.values, stream, 1.0, value=None), "float32")
    noise.expect(call(suite.subject, img=img, p=1.0, value=None, generator=var("g")), found)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)))
suite.fails("images of nothing", "shape", "img", ["[2, 0, 3]"], img=numbers((2, 0, 3)))
suite.fails("p above 1", "value", "p", ["1.5"], img=img, p=1.5)
suite.fails("p below 0", "value", "p", ["-0.5"], img=img, p=-0.5)
for name in ["scale", "ratio"]:
    for wrong in [[0.5], [0.0, 1.0], [1.0, 0.5], [0.5, math.inf]]:
        suite.fails(f"{name} {wrong}", "value", name, [], img=img, **{name: wrong})
suite.fails("more than all", "value", "scale", ["1.5"], img=img, scale=[0.5, 1.5])
suite.fails("two numbers", "value", "value", ["2", "1 or 3"], img=img, value=[0.5, 1.0])
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t)}, "img")


def in_torch(img, p):
    where, kept = place(tuple(img.shape), Stream(0).fractions(23), p), np.ones(img.shape)
    kept[where] = 0
    return img * tensor(kept)


gradients(suite, in_torch, lambda t: {"img": pixels((2, 5, 6), t), "p": 1.0})
