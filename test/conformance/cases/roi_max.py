"""torchvision.ops.roi_pool by its definition, with positions; images and positions from 0."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite, array, extremes, numbers
from oracle.boxes import roi_max, some
from oracle.pytorch import by_torch, gradients


class RoiMax(Suite):
    def __call__(self, name, /, **given):
        values, indices, counts = by_torch(roi_max)(**given)
        expected = {
            "record": {
                "values": Array(values, given["x"].dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
                "counts": Array(counts, "int64").record(),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = RoiMax("roi_max", result=lambda x, **_: x.dtype, exact=True)


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
outside = array([[-3, -2, 2, 2.5], [4, 3, 12, 9], [20, 20, 30, 30]])
suite("outside", **given(boxes=outside))
suite("backwards", **given(boxes=array([[3, 3, 2, 1], [1, 1, 1, 1], [0.5, 1.5, 2.5, 3.5]])))
suite("a scale", **given(spatial_scale=0.5))
suite("one size", **{**given(), "output_size": 2})
suite(
    "not numbers", **{**given(k=1, size=(1, 2)), "x": Array(extremes("float32").values.reshape(1, 1, 2, 3), "float32")}
)
suite.fails("three axes", "shape", "x", ["[3, 5, 7]"], **{**given(), "x": numbers((3, 5, 7))})
suite.fails(
    "no such image", "index", "batch_indices", ["{2}"], **{**given(), "batch_indices": array([0, 2, 1], "int64")}
)
suite.fails("a negative size", "value", "output_size", ["-1"], **given(size=(-1, 2)))
suite.fails("too far", "value", "boxes", ["box {0}"], **given(k=1, boxes=array([[0, 0, 1e30, 1]])))
suite.refuses(FLOATING, lambda t: {**given(), "x": numbers((2, 3, 5, 7), t)}, "x")
gradients(suite, lambda *given: roi_max(*given)[0], given, fixed=["boxes"])
gradients(
    suite, lambda *given: roi_max(*given)[0], lambda t: given(t, boxes=outside), "gradient, outside,", fixed=["boxes"]
)
