"""Greedy suppression class by class, in float64; positions and classes from 0."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite, array, call, host, new, numbers, var
from oracle.boxes import kept, some
from oracle.pytorch import tensor


class Positions(Suite):
    """Positions whose number depends on values can not be traced."""

    def __call__(self, name, /, **given):
        super().__call__(name, options={"compiled": False}, **given)


def reference(boxes, scores, idxs, iou_threshold):
    return np.array(kept(tensor(boxes), scores, iou_threshold, idxs), np.int64)


def scores(n, dtype="float32"):
    return numbers((n,), dtype, 2, 0, 1)


def classes(n, dtype="int64"):
    return Array(np.arange(n) % 3, dtype)


suite = Positions("batched_nms", reference, "int64")
for dtype in FLOATING:
    suite(dtype, boxes=some(12, dtype), scores=scores(12, dtype), idxs=classes(12), iou_threshold=0.375)
for dtype in INTEGER:
    suite(f"classes of {dtype}", boxes=some(9), scores=scores(9), idxs=classes(9, dtype), iou_threshold=0.1)
suite("a number of its own", boxes=some(4), scores=scores(4), idxs=array([7, -1, 7, 7], "int64"), iou_threshold=0.0)
suite("no boxes", boxes=numbers((0, 4)), scores=numbers((0,)), idxs=classes(0), iou_threshold=0.5)
given = {"boxes": some(2), "scores": scores(2), "idxs": classes(2), "iou_threshold": 0.5}
suite.fails("three coordinates", "shape", "boxes", ["3]"], **{**given, "boxes": numbers((2, 3))})
suite.fails("too few classes", "shape", "idxs", ["[1]"], **{**given, "idxs": classes(1)})
suite.refuses(FLOATING, lambda t: {**given, "boxes": numbers((2, 4), t)}, "boxes")
traced = suite.script("inside a trace", compiled=False, through_host=True)
traced.let("f", new("CompiledFunction", fn=host(["x"], call("batched_nms", **{**given, "boxes": var("x")}))))
traced.fails(call("CompiledFunction.call", self_=var("f"), inputs=[some(2)]), "trace", "boxes", operator="batched_nms")
