"""torchvision.ops.roi_align by its definition, in float64; images from 0."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite, array, numbers
from oracle.boxes import roi_align, some
from oracle.pytorch import by_torch, gradients

suite = Suite("roi_align", by_torch(roi_align), lambda x, **_: x.dtype)


def given(dtype="float32", k=3, size=(2, 3), boxes=None, **more):
    return {
        "x": numbers((2, 3, 5, 7), dtype),
        "boxes": some(k) if boxes is None else boxes,
        "batch_indices": Array(np.arange(k) % 2, "int64"),
        "output_size": list(size),
        **more,
    }


suite.each(FLOATING, given)
suite.each(INTEGER, lambda t: {**given(), "batch_indices": array([1, 0, 1], t)}, "images of")
for dtype in FLOATING:
    suite(f"boxes of {dtype}", **given(boxes=some(3, dtype)))
outside = array([[-3, -2, 2, 2.5], [4, 3, 12, 9], [20, 20, 30, 30]])
for aligned in [False, True]:
    for ratio in [-1, 0, 1, 2]:
        more = {"sampling_ratio": ratio, "aligned": aligned}
        suite(f"ratio {ratio}, {'edges' if aligned else 'middles'}", **given(**more))
        suite(f"ratio {ratio}, {'edges' if aligned else 'middles'}, outside", **given(boxes=outside, **more))
    tiny = array([[1, 1, 1.25, 1.5], [2, 2, 2, 2], [3, 3, 2, 1]])
    suite(f"tiny boxes, {'edges' if aligned else 'middles'}", **given(boxes=tiny, aligned=aligned))
suite("a scale", **given(spatial_scale=0.5))
suite("one size", **{**given(), "output_size": 2})
suite("large parts", **given(boxes=array([[-40, -60, 90, 70], [0, 0, 7, 300], [1, 1, 2, 2]])))
suite("one element", **{**given(), "x": numbers((2, 2, 1, 1))})
suite("no boxes", **given(k=0), expect=numbers((0, 3, 2, 3)))
suite("no parts", **given(size=(0, 2)), expect=numbers((3, 3, 0, 2)))
suite("no channels", **{**given(), "x": numbers((2, 0, 4, 4))}, expect=numbers((3, 0, 2, 3)))
suite.fails("three axes", "shape", "x", ["[3, 5, 7]"], **{**given(), "x": numbers((3, 5, 7))})
suite.fails("images of nothing", "shape", "x", [], **{**given(), "x": numbers((2, 3, 0, 7))})
suite.fails("five columns", "shape", "boxes", ["[3, 5]"], **given(boxes=numbers((3, 5))))
suite.fails("too few images", "shape", "batch_indices", ["[1]"], **{**given(), "batch_indices": array([0], "int64")})
suite.fails(
    "no such image", "index", "batch_indices", ["{2}"], **{**given(), "batch_indices": array([0, 2, 1], "int64")}
)
suite.fails("a negative size", "value", "output_size", ["-1"], **given(size=(-1, 2)))
suite.fails(
    "infinite", "value", "boxes", ["box {1}"], **given(boxes=array([[0, 0, 1, 1], [0, 0, np.inf, 1], [0, 0, 1, 1]]))
)
suite.fails("too far", "value", "boxes", ["box {0}"], **given(k=1, boxes=array([[0, 0, 1e30, 1]])))
suite.fails("too many samples", "value", "sampling_ratio", ["2000"], **given(sampling_ratio=2000))
suite.refuses(FLOATING, lambda t: {**given(), "x": numbers((2, 3, 5, 7), t)}, "x")
gradients(suite, roi_align, given, fixed=["boxes"])
gradients(
    suite,
    roi_align,
    lambda t: given(t, boxes=outside, spatial_scale=0.5, sampling_ratio=2, aligned=True),
    "gradient, outside,",
    fixed=["boxes"],
)
