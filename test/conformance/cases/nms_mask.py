"""Greedy suppression by definition, in float64."""

import numpy as np
from oracle import FLOATING, INTEGER, Array, Suite, array, numbers
from oracle.boxes import kept, some
from oracle.pytorch import tensor


def reference(boxes, scores, groups=None, iou_threshold=0.5):
    out = np.zeros(len(scores), bool)
    out[kept(tensor(boxes), scores, iou_threshold, groups)] = True
    return out


def scores(n, dtype="float32"):
    return numbers((n,), dtype, 2, 0, 1)


classes = array(np.arange(12) % 3, "int64")
suite = Suite("nms_mask", reference, "bool", exact=True)
suite.each(FLOATING, lambda t: {"boxes": some(12, t), "scores": scores(12, t), "iou_threshold": 0.375})
for threshold in [0.0, 0.3, 0.7, 1.0]:
    suite(f"threshold {threshold}", boxes=some(30), scores=scores(30), iou_threshold=threshold)
    suite(f"classes, threshold {threshold}", boxes=some(12), scores=scores(12), groups=classes, iou_threshold=threshold)
suite.each(
    INTEGER,
    lambda t: {"boxes": some(6), "scores": scores(6), "groups": Array(np.arange(6) % 2, t), "iou_threshold": 0.2},
    "classes of",
)
suite("null for the classes", boxes=some(5), scores=scores(5), groups=None, iou_threshold=0.2)
suite("equal scores", boxes=some(8), scores=Array(np.ones(8), "float32"), iou_threshold=0.2)
suite("exactly the threshold", boxes=array([[0, 0, 2, 2], [0, 0, 4, 2]]), scores=scores(2), iou_threshold=0.5)
suite("boxes without area", boxes=array([[1, 1, 1, 1]] * 2), scores=scores(2), iou_threshold=0.5)
suite("no boxes", boxes=numbers((0, 4)), scores=numbers((0,)), iou_threshold=0.5)
suite.fails(
    "three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)), scores=scores(2), iou_threshold=0.5
)
suite.fails("too few scores", "shape", "scores", ["[1]"], boxes=some(2), scores=scores(1), iou_threshold=0.5)
suite.fails(
    "too few classes", "shape", "groups", ["[12]"], boxes=some(2), scores=scores(2), groups=classes, iou_threshold=0.5
)
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "scores": scores(2), "iou_threshold": 0.5}, "boxes")
