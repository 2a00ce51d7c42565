"""torch.nn.functional.grid_sample at places of the projection that Philox's first nine numbers name: whether, and by how
many pixels each corner moves inwards."""

import math

import torch
from oracle import FLOATING, Array, Stream, Suite, call, new, var
from oracle.images import in_perspective, pixels, warp_cases
from oracle.pytorch import by_torch, gradients, plain, tensor


def seen(img, stream, distortion_scale=0.5, p=0.5, interpolation="nearest", fill=None):
    u = stream.fractions(9)
    if u[0] >= p:
        return img * 1
    height, width = img.shape[-2:]
    inwards = []
    for i in range(4):
        for at, side in enumerate([width, height]):
            most = math.floor(distortion_scale * (side // 2))
            inwards.append(min(math.floor(u[1 + 2 * i + at] * (most + 1)), most))
    corners = [0, 0, width, 0, width, height, 0, height]
    moved = [at - by if at else by for at, by in zip(corners, inwards)]
    return in_perspective(img, corners, moved, interpolation, fill)


def reference(img, generator=None, **given):
    return seen(img, Stream(0), **given)


suite = Suite("random_perspective", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 9, 12))
# Corners at whole pixels take many places exactly between two pixels, where rounding says which is the nearest: those
# images are too small to change, and the nearest pixels of others are asked for where there are no such places.
warp_cases(suite, {"distortion_scale": 0.25, "p": 1.0})
suite("nearest pixels", img=pixels((3, 6, 8)), distortion_scale=0.25, p=1.0)
far = {"distortion_scale": 0.75, "p": 1.0, "interpolation": "bilinear"}
suite.each(FLOATING, lambda t: {"img": pixels((3, 6, 8), t), **far}, "bilinear")
for fill in [[0.5], [0.25, -0.5, 2.0]]:
    suite(f"bicubic, filled with {fill}", img=img, **{**far, "interpolation": "bicubic"}, fill=fill)
for scale in [0.0, 0.25, 0.625, 1.0]:
    suite(f"distortion {scale}", img=img, distortion_scale=scale, p=1.0, interpolation="bilinear")
for p in [0.0, 0.5, 1.0]:
    suite(f"probability {p}", img=img, p=p, interpolation="bilinear")
suite("null for the generator", img=img, p=1.0, interpolation="bilinear", generator=None)
suite("no images", img=pixels((0, 3, 4, 5)), p=1.0, expect=pixels((0, 3, 4, 5)))
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(6):
    found = seen(tensor(img), stream, interpolation="bilinear")
    expression = call(suite.subject, img=img, interpolation="bilinear", generator=var("g"))
    own.expect(expression, Array(plain(found), "float32"))
for name in ["distortion_scale", "p"]:
    for wrong in [-0.25, 1.5]:
        suite.fails(f"{name} {wrong}", "value", name, [str(wrong)], img=img, **{name: wrong})
for mode in ["nearest", "bilinear", "bicubic"]:
    gradients(
        suite,
        lambda img, scale, p, mode: reference(img, distortion_scale=scale, p=p, interpolation=mode),
        lambda t, mode=mode: {"img": pixels((2, 6, 8), t), "distortion_scale": 0.25, "p": 1.0, "interpolation": mode},
        f"gradient, {mode},",
    )
assert torch.allclose(seen(torch.ones(4, 4), Stream(0), 0.0, 1.0), torch.ones(4, 4))
