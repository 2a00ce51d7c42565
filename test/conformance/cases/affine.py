"""torch.nn.functional.grid_sample at the places that the inverse of the matrix gives, in float64."""

from oracle import Suite
from oracle.images import by_affine, finite, pixels, warp_cases
from oracle.pytorch import by_torch, gradients

suite = Suite("affine", by_torch(by_affine), lambda img, **_: img.dtype)
img = pixels((2, 3, 5, 7))
still = {"angle": 0.0, "translate": [0.0, 0.0], "scale": 1.0, "shear": [0.0]}
usual = {"angle": 21.0, "translate": [1.0, -0.75], "scale": 1.3, "shear": [11.0, -7.0]}
warp_cases(suite, usual)
suite("nothing", img=img, **still)
suite("by whole pixels", img=img, **{**still, "translate": [2.0, -1.0]})
suite("by parts of pixels", img=img, **{**still, "translate": [0.25, -1.5]}, interpolation="bilinear")
suite("out of sight", img=img, **{**still, "translate": [100.0, 0.0]}, fill=[0.5])
for angle in [90.0, -180.0, 300.0]:
    suite(f"{angle} degrees", img=pixels((3, 6, 6)), **{**still, "angle": angle}, interpolation="bilinear")
suite("smaller", img=img, **{**still, "scale": 0.6})
suite("larger", img=img, **{**still, "scale": 2.5}, interpolation="bilinear")
suite("one shear", img=img, **{**still, "shear": [30.0]}, interpolation="bilinear")
suite("shears", img=img, **{**still, "shear": [-20.0, 40.0]}, interpolation="bilinear")
suite("a shear beyond a right angle", img=img, **{**still, "shear": [100.0]}, interpolation="bilinear")
suite("about another point", img=img, **usual, center=[1.5, 4.0], interpolation="bilinear")
suite("null for the point", img=img, **usual, center=None)
suite("no images", img=pixels((0, 3, 4, 5)), **usual, expect=pixels((0, 3, 4, 5)))
suite.fails("one distance", "value", "translate", ["1"], img=img, **{**still, "translate": [1.0]})
suite.fails("scale 0", "value", "scale", ["0"], img=img, **{**still, "scale": 0.0})
suite.fails("three shears", "value", "shear", ["3"], img=img, **{**still, "shear": [1.0, 2.0, 3.0]})
suite.fails("a right angle", "value", "shear", ["90"], img=img, **{**still, "shear": [0.0, -90.0]})
suite.fails("a point of one number", "value", "center", ["1"], img=img, **still, center=[1.0])
finite(suite, "angle", still)
finite(suite, "translate", still, 1)
finite(suite, "scale", still)
for mode in ["nearest", "bilinear", "bicubic"]:
    gradients(
        suite,
        by_affine,
        lambda t, mode=mode: {"img": pixels((2, 3, 4), t), **usual, "interpolation": mode},
        f"gradient, {mode},",
    )
