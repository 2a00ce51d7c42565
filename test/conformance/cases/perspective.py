"""torch.nn.functional.grid_sample at the places of the projection that torch.linalg.solve finds, in float64."""

import torch
from oracle import Suite
from oracle.images import finite, middle_grid, pixels, sample, warp_cases
from oracle.pytorch import by_torch, gradients


def reference(img, startpoints, endpoints, interpolation="nearest", fill=None):
    height, width = img.shape[-2:]
    start, end = (torch.tensor(points).reshape(4, 2) for points in (startpoints, endpoints))
    rows = []
    for axis in (0, 1):
        for to, (x, y) in zip(start[:, axis], end):
            here, none = torch.stack([x, y, torch.tensor(1.0)]), torch.zeros(3)
            rows.append(torch.cat([none if axis else here, here if axis else none, -to * torch.stack([x, y])]))
    a = torch.linalg.solve(torch.stack(rows), start.T.reshape(8))
    half = torch.tensor([width / 2, height / 2])
    x, y = (middle_grid(height, width)[..., :2] + half).unbind(-1)
    below = a[6] * x + a[7] * y + 1
    places = torch.stack([(a[0] * x + a[1] * y + a[2]) / below, (a[3] * x + a[4] * y + a[5]) / below], -1)
    return sample(img, places - half, interpolation, fill)


suite = Suite("perspective", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 5, 7))
corners = [0.0, 0.0, 7.0, 0.0, 7.0, 5.0, 0.0, 5.0]
usual = {"startpoints": corners, "endpoints": [1.0, 0.5, 6.25, 0.75, 6.0, 4.5, 0.25, 4.0]}
warp_cases(suite, usual)
suite("nothing", img=img, startpoints=corners, endpoints=corners)
inner = [1.0, 1.0, 5.0, 1.5, 6.0, 4.0, 1.5, 4.5]
suite("larger", img=img, startpoints=inner, endpoints=corners, interpolation="bilinear")
suite("turned", img=img, startpoints=corners, endpoints=corners[2:] + corners[:2], interpolation="bilinear")
suite("mirrored", img=img, startpoints=corners, endpoints=[7.0, 0.0, 0.0, 0.0, 0.0, 5.0, 7.0, 5.0])
suite("no images", img=pixels((0, 3, 4, 5)), **usual, expect=pixels((0, 3, 4, 5)))
suite.fails("three points", "value", "startpoints", ["6", "8"], img=img, startpoints=corners[:6], endpoints=corners)
suite.fails("no point", "value", "endpoints", ["0"], img=img, startpoints=corners, endpoints=[])
line = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0, 5.0]
suite.fails("points on a line", "value", "endpoints", ["line"], img=img, startpoints=corners, endpoints=line)
suite.fails("equal points", "value", "startpoints", ["line"], img=img, startpoints=[1.0] * 8, endpoints=corners)
finite(suite, "startpoints", usual, 3)
for mode in ["nearest", "bilinear", "bicubic"]:
    gradients(
        suite,
        reference,
        lambda t, mode=mode: {
            "img": pixels((2, 3, 4), t),
            "startpoints": [0.0, 0.0, 4.0, 0.0, 4.0, 3.0, 0.0, 3.0],
            "endpoints": [0.5, 0.25, 3.75, 0.5, 3.5, 2.75, 0.25, 2.5],
            "interpolation": mode,
        },
        f"gradient, {mode},",
    )
