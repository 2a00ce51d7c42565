"""The gradient of torchvision.ops.roi_align by its definition, in float64; images from 0."""

import numpy as np
from oracle import FLOATING, Array, Suite, array, numbers
from oracle.boxes import roi_align_gradient, some
from oracle.pytorch import by_torch, gradients

suite = Suite("roi_align_gradient", by_torch(roi_align_gradient), lambda grad, **_: grad.dtype)


def given(dtype="float32", boxes=None, like=(2, 3, 5, 7), **more):
    return {
        "grad": numbers((3, 3, 2, 3), dtype),
        "boxes": some(3) if boxes is None else boxes,
        "batch_indices": Array(np.arange(3) % 2, "int64"),
        "like_shape": list(like),
        **more,
    }


suite.each(FLOATING, given)
suite("samples", **given(sampling_ratio=2, aligned=True, spatial_scale=0.5))
suite("one element", **given(like=(2, 3, 1, 1)))
nobody = {"grad": numbers((0, 3, 2, 2)), "boxes": numbers((0, 4)), "batch_indices": Array([], "int64")}
suite("no boxes", **nobody, like_shape=[1, 3, 2, 2], expect=Array(np.zeros((1, 3, 2, 2)), "float32"))
suite.fails("three axes", "shape", "grad", ["[3, 2, 3]"], **{**given(), "grad": numbers((3, 2, 3))})
suite.fails("other channels", "shape", "like_shape", ["[2, 4, 5, 7]"], **given(like=(2, 4, 5, 7)))
suite.fails("a negative size", "shape", "like_shape", [], **given(like=(2, 3, -5, 7)))
suite.fails("no such image", "index", "batch_indices", ["{1}"], **given(like=(1, 3, 5, 7)))
suite.fails("infinite", "value", "boxes", ["box {0}"], **given(boxes=array([[0, 0, np.inf, 1]] * 3)))
suite.refuses(FLOATING, lambda t: {**given(), "grad": numbers((3, 3, 2, 3), t)}, "grad")
gradients(suite, roi_align_gradient, given, fixed=["boxes"])
