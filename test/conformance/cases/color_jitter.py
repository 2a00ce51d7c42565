"""The adjustments of torchvision.transforms.functional in PyTorch, hue by Python's colorsys; factors and their order are
Philox's."""

import colorsys

import numpy as np
import torch
from oracle import FLOATING, Array, Stream, Suite, array, call, new, numbers, var
from oracle.images import blend, grey, pixels
from oracle.pytorch import by_torch, gradients, plain, tensor

NAMES = ["brightness", "contrast", "saturation", "hue"]


def contrast(img, factor):
    return blend(img, (grey(img) if img.shape[-3] == 3 else img).mean((-3, -2, -1), keepdim=True), factor)


def saturation(img, factor):
    return blend(img, grey(img), factor) if img.shape[-3] == 3 else img


def hue(img, factor):
    if img.shape[-3] == 1:
        return img
    out = img.movedim(-3, -1).numpy().copy()
    for pixel in out.reshape(-1, 3):  # a view: the copy's pixels
        h, s, v = colorsys.rgb_to_hsv(*pixel.tolist())
        pixel[:] = colorsys.hsv_to_rgb((h + factor) % 1, s, v)
    return torch.tensor(out).movedim(-1, -3)


CHANGES = {
    "brightness": lambda img, factor: (img * factor).clamp(0, 1),
    "contrast": contrast,
    "saturation": saturation,
    "hue": hue,
}


def ends(name, given):
    if len(given) == 2:
        return given
    return [-given[0], given[0]] if name == "hue" else [max(0, 1 - given[0]), 1 + given[0]]


def jittered(img, stream, given):
    u = stream.fractions(8)
    for i in sorted((i for i, name in enumerate(NAMES) if given.get(name) is not None), key=lambda i: u[4 + i]):
        low, high = ends(NAMES[i], given[NAMES[i]])
        img = CHANGES[NAMES[i]](img, low + u[i] * (high - low))
    return img


def reference(img, generator=None, **given):
    return jittered(img, Stream(0), given)


suite = Suite("color_jitter", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 4, 5))
everything = {"brightness": [0.4], "contrast": [0.5], "saturation": [0.3], "hue": [0.2]}
suite.each(FLOATING, lambda t: {"img": pixels((3, 4, 5), t), **everything})
suite("nothing", img=img)
suite("null for all of it", img=img, **dict.fromkeys(NAMES), generator=None)
for name in NAMES:
    suite(f"{name} alone", img=img, **{name: [0.3]})
    suite(f"{name} between two factors", img=img, **{name: [0.1, 0.45]})
suite("brightness of more than one", img=img, brightness=[3.0])
suite("two of them", img=img, contrast=[0.5], brightness=[0.5])
suite("one channel", img=pixels((1, 4, 5)), **everything)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 3, 2, 3)), **everything)
suite("no images", img=numbers((0, 3, 2, 2)), **everything, expect=numbers((0, 3, 2, 2)))
for seed in range(1, 7):
    own = suite.script(f"what it draws, seed {seed}")
    own.let("g", new("Generator", seed=seed))
    stream = Stream(seed)
    for _ in range(2):
        found = jittered(tensor(img), stream, everything)
        own.expect(call(suite.subject, img=img, **everything, generator=var("g")), Array(plain(found), "float32"))
suite.fails("two axes", "shape", "img", ["[4, 5]"], img=pixels((4, 5)), hue=[0.1])
suite.fails("two channels", "shape", "img", ["[2, 4, 5]"], img=pixels((2, 4, 5)), hue=[0.1])
for name, wrong in {
    "brightness": [[-0.5], [1.0, 0.5], [1.0, 1.0, 1.0]],
    "contrast": [[-0.5, 1.0]],
    "saturation": [[]],
    "hue": [[0.6], [-0.1], [-0.6, 0.0], [0.0, 0.6], [0.2, 0.1]],
}.items():
    for value in wrong:
        suite.fails(f"{name} {value}", "value", name, [], img=img, **{name: value})
suite.refuses(FLOATING, lambda t: {"img": numbers((3, 2, 2), t), "hue": [0.25]}, "img")


def in_torch(img, brightness, contrast, saturation):
    return jittered(img, Stream(0), {"brightness": brightness, "contrast": contrast, "saturation": saturation})


apart = np.array([[0.6, 0.1, 0.4], [0.2, 0.5, 0.3], [0.1, 0.45, 0.55], [0.65, 0.5, 0.15]]).T.reshape(3, 2, 2)
gradients(
    suite,
    in_torch,
    lambda t: {"img": array(apart, t), "brightness": [0.2], "contrast": [0.3], "saturation": [0.3]},
)
