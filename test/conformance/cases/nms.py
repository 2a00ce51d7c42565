"""Greedy suppression by definition, in float64; positions from 0."""

import numpy as np
from oracle import FLOATING, Suite, array, call, host, new, numbers, var
from oracle.boxes import kept, some
from oracle.pytorch import tensor


class Positions(Suite):
    """Positions whose number depends on values can not be traced."""

    def __call__(self, name, /, **given):
        super().__call__(name, options={"compiled": False}, **given)


def scores(n, dtype="float32"):
    return numbers((n,), dtype, 2, 0, 1)


def reference(boxes, scores, iou_threshold):
    return np.array(kept(tensor(boxes), scores, iou_threshold), np.int64)


suite = Positions("nms", reference, "int64")
suite.each(FLOATING, lambda t: {"boxes": some(12, t), "scores": scores(12, t), "iou_threshold": 0.375})
for threshold in [0.0, 0.3, 0.7, 1.0]:
    suite(f"threshold {threshold}", boxes=some(30), scores=scores(30), iou_threshold=threshold)
suite("equal scores", boxes=some(8), scores=array([1.0] * 8), iou_threshold=0.2)
suite("no boxes", boxes=numbers((0, 4)), scores=numbers((0,)), iou_threshold=0.5)
suite.fails("three coordinates", "shape", "boxes", ["3]"], boxes=numbers((2, 3)), scores=scores(2), iou_threshold=0.5)
suite.fails("too few scores", "shape", "scores", ["[1]"], boxes=some(2), scores=scores(1), iou_threshold=0.5)
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "scores": scores(2), "iou_threshold": 0.5}, "boxes")
traced = suite.script("inside a trace", compiled=False, through_host=True)
body = call("nms", boxes=var("x"), scores=numbers((2,)), iou_threshold=0.5)
traced.let("f", new("CompiledFunction", fn=host(["x"], body)))
traced.fails(call("CompiledFunction.call", self_=var("f"), inputs=[some(2)]), "trace", "boxes", operator="nms")
