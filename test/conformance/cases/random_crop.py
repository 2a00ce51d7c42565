"""NumPy's slices from the places that Philox's numbers name."""

import numpy as np
from oracle import FLOATING, Stream, Suite, call, new, numbers, var
from oracle.pytorch import gradients


def place(shape, size, stream):
    size = [size] * 2 if isinstance(size, int) else size
    u = stream.fractions(2).astype(np.float32)
    starts = [int(np.floor(v * np.float32(n - k + 1))) for v, n, k in zip(u, shape[-2:], size)]
    return (..., *[slice(s, s + k) for s, k in zip(starts, size)])


def reference(img, size, generator=None):
    return img[place(img.shape, size, Stream(0))]


suite = Suite("random_crop", reference, lambda img, **_: img.dtype, exact=True)
img = numbers((2, 3, 9, 11))
suite.each(FLOATING, lambda t: {"img": numbers((3, 4, 5), t), "size": [2, 3]})
suite("one size", img=img, size=4)
suite("all", img=img, size=[9, 11])
suite("nothing", img=img, size=[0, 3])
suite("two axes", img=numbers((4, 5)), size=2)
suite("no images", img=numbers((0, 3, 4, 5)), size=2)
suite("null for the context's generator", img=img, size=2, generator=None)
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(4):
    found = suite.typed(img.values[place(img.shape, [2, 3], stream)], {"img": img})
    own.expect(call("random_crop", img=img, size={"list": [2, 3]}, generator=var("g")), found)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), size=1)
suite.fails("larger than the images", "value", "size", ["10"], img=img, size=[10, 2])
suite.fails("a negative size", "value", "size", ["-1"], img=img, size=[2, -1])
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "size": 1}, "img")
gradients(
    suite,
    lambda img, size: img[place(img.shape, size, Stream(0))],
    lambda t: {"img": numbers((2, 4, 5), t), "size": [2, 3]},
)
