"""torch.nn.functional.grid_sample at the places of the projection that torch.linalg.solve finds, in float64."""

from oracle import Suite
from oracle.images import finite, in_perspective, pixels, warp_cases
from oracle.pytorch import by_torch, gradients

suite = Suite("perspective", by_torch(in_perspective), lambda img, **_: img.dtype)
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
        in_perspective,
        lambda t, mode=mode: {
            "img": pixels((2, 3, 4), t),
            "startpoints": [0.0, 0.0, 4.0, 0.0, 4.0, 3.0, 0.0, 3.0],
            "endpoints": [0.5, 0.25, 3.75, 0.5, 3.5, 2.75, 0.25, 2.5],
            "interpolation": mode,
        },
        f"gradient, {mode},",
    )
