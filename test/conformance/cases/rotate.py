"""torch.nn.functional.grid_sample at turned places, in float64."""

import math

import torch
from oracle import Suite
from oracle.images import by_affine, finite, pixels, turned, warp_cases
from oracle.pytorch import by_torch, gradients


def size_of_all(angle, height, width):
    if angle % 90 == 0:
        return (height, width) if angle % 180 == 0 else (width, height)
    corners = torch.tensor([[x * width / 2, y * height / 2] for x in (-1, 1) for y in (-1, 1)]) @ turned(-angle).T
    half = torch.tensor([width / 2, height / 2])
    low, high = (torch.trunc((corners.aminmax(dim=0)[i] + half) * 1e4) / 1e4 for i in (0, 1))
    return tuple(int(n) for n in (high.ceil() - low.floor()).flip(0))


def reference(img, angle, interpolation="nearest", expand=False, center=None, fill=None):
    size = size_of_all(angle, *img.shape[-2:]) if expand else None
    return by_affine(img, -angle, [0.0, 0.0], 1.0, [0.0], interpolation, fill, center, size)


suite = Suite("rotate", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 5, 7))
warp_cases(suite, {"angle": 37.0})
for angle in [0.0, -20.0, 90.0, 180.0, 270.0, 400.0]:
    suite(f"{angle} degrees", img=pixels((2, 3, 7, 7)), angle=angle, interpolation="bilinear")
    suite(f"{angle} degrees, expanded", img=img, angle=angle, expand=True, interpolation="bilinear", fill=[0.5])
suite("about another point", img=img, angle=25.0, center=[1.5, 4.0], interpolation="bilinear")
suite("about a point outside", img=img, angle=25.0, center=[-3.0, 8.25])
suite("null for the point", img=img, angle=25.0, center=None)
suite("expanded, a row", img=pixels((3, 1, 6)), angle=30.0, expand=True)
suite("no images", img=pixels((0, 3, 4, 5)), angle=90.0, expand=True, expect=pixels((0, 3, 5, 4)))
suite.fails("both expand and a point", "value", "center", ["null"], img=img, angle=25.0, expand=True, center=[1.0, 2.0])
suite.fails("a point of three numbers", "value", "center", ["3"], img=img, angle=25.0, center=[1.0, 2.0, 3.0])
finite(suite, "angle", {"angle": math.inf})
finite(suite, "center", {"angle": 25.0, "center": [1.0, 2.0]}, 1)
for mode in ["nearest", "bilinear", "bicubic"]:
    gradients(
        suite,
        reference,
        lambda t, mode=mode: {"img": pixels((2, 3, 4), t), "angle": 37.0, "interpolation": mode},
        f"gradient, {mode},",
    )
