"""Anchors, decoding and greedy suppression place by place, by the definition of Faster R-CNN, in float64; images from 0."""

import math

import numpy as np
import torch
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.boxes import iou
from oracle.pytorch import tensor


def kinds(scales, ratios, stride):
    """Widths and heights."""
    for ratio in ratios:
        w = math.floor(math.sqrt(stride * stride // ratio) + 0.5)
        h = math.floor(w * ratio + 0.5)
        yield from ((w * scale, h * scale) for scale in scales)


def of_image(p, d, info, before, after, overlap, min_size, scales, ratios, stride):
    sizes = list(kinds(scales, ratios, stride))
    height, width, scale = info
    found = []
    for i in range(min(p.shape[1], int(height // stride))):
        for j in range(min(p.shape[2], int(width // stride))):
            for k, (w, h) in enumerate(sizes):
                dx, dy, dw, dh = d[4 * k : 4 * k + 4, i, j]
                x, y = (j + 0.5) * stride + dx * w, (i + 0.5) * stride + dy * h
                w, h = w * math.exp(dw), h * math.exp(dh)
                box = np.array([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
                box = np.clip(box, 0, [width, height, width, height])
                if min(box[2:] - box[:2]) >= min_size * scale:
                    found.append((p[len(sizes) + k, i, j], box))
    found.sort(key=lambda one: -one[0])
    kept = []
    for one in found[:before]:
        if not any(iou(*(torch.tensor(b[None]) for b in (one[1], other[1]))) > overlap for other in kept):
            kept.append(one)
    kept = kept or [(0.0, np.zeros(4))]
    return [kept[i % len(kept)] for i in range(after)]


def proposed(
    class_probabilities,
    box_predictions,
    image_info,
    pre_nms_top_k=6000,
    post_nms_top_k=300,
    nms_threshold=0.7,
    min_size=16.0,
    scales=(4, 8, 16, 32),
    ratios=(0.5, 1, 2),
    feature_stride=16,
):
    how = [pre_nms_top_k, post_nms_top_k, nms_threshold, min_size, scales, ratios, feature_stride]
    rows = [
        (score, box, n)
        for n, one in enumerate(zip(class_probabilities, box_predictions, image_info))
        for score, box in of_image(*one, *how)
    ]
    scores, boxes, images = zip(*rows) if rows else ([], [], [])
    return np.reshape(boxes, (-1, 4)), np.reshape(images, -1), np.reshape(scores, -1)


class Proposal(Suite):
    def __call__(self, name, /, **given):
        plain = {k: tensor(v).numpy() if isinstance(v, Array) else v for k, v in given.items()}
        boxes, images, scores = proposed(**plain)
        dtype = dtype_of(given["class_probabilities"], given["box_predictions"], given["image_info"])
        expected = {
            "record": {
                "boxes": Array(boxes, dtype).record("table"),
                "batch_indices": Array(images, "int64").record("exact"),
                "scores": Array(scores, dtype).record("table"),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = Proposal("proposal")


def given(t="float32", kinds=12, n=2, size=(3, 4), **more):
    sides = [[size[0] * 16, size[1] * 16, 1], [size[0] * 16 - 20, size[1] * 16 - 5, 0.5]]
    return {
        "class_probabilities": numbers((n, 2 * kinds, *size), t, 1, 0, 1),
        "box_predictions": numbers((n, 4 * kinds, *size), t, 2, -0.5, 0.5),
        "image_info": Array(np.array(sides[:n]).reshape(n, 3), t),
        **more,
    }


def few(t="float64", **more):
    """Anchors of two scales and two ratios. In float64: a corner near 0 is the difference of large numbers."""
    usual = {"scales": [1.0, 2.0], "ratios": [0.5, 1.5], "post_nms_top_k": 6, "min_size": 4.0}
    return given(t, 4, **{**usual, **more})


suite("float32", **given(), post_nms_top_k=12)
suite.each(["float64", "float16", "bfloat16"], few)
suite("all the defaults", **given(n=1, size=(2, 2)))
suite("types that differ", **{**few("float16"), "image_info": few("float32")["image_info"]})
for most in [1, 5, 20]:
    suite(f"the best {most} are compared", **few(pre_nms_top_k=most))
    suite(f"{most} boxes", **few(post_nms_top_k=most))
for overlap in [0.0, 0.25, 0.5, 1.0]:
    suite(f"overlaps of {overlap}", **few(nms_threshold=overlap))
for smallest in [0.0, 12.0, 24.0, 1000.0]:
    suite(f"boxes from {smallest}", **few(min_size=smallest))
small = {"feature_stride": 8, "image_info": array([[24, 32, 1], [18, 25, 2]])}
suite("a smaller stride", **{**few(min_size=2.0), **small})
suite("ratios that are rounded", **few(scales=[1.5], ratios=[0.3, 0.7, 1.1, 2.9]))
suite("an image of nothing", **{**few(), "image_info": array([[0, 0, 1], [48, 64, 1]])})
suite("equal scores", **{**few(), "class_probabilities": array(np.full((2, 8, 3, 4), 0.5))})
suite("no images", **few(n=0))
usual = few()
suite.fails("three axes", "shape", "class_probabilities", [], **{**usual, "class_probabilities": numbers((8, 3, 4))})
suite.fails("too few kinds", "shape", "class_probabilities", ["[N, 8, H, W]"], **{**usual, **given(kinds=3)})
suite.fails("no places", "shape", "class_probabilities", [], **few(size=(0, 4)))
suite.fails(
    "other places",
    "shape",
    "box_predictions",
    ["[2, 16, 3, 4]"],
    **{**usual, "box_predictions": numbers((2, 16, 3, 3))},
)
suite.fails("two columns", "shape", "image_info", ["[2, 3]"], **{**usual, "image_info": numbers((2, 2))})
for name, wrong in {
    "pre_nms_top_k": [0],
    "post_nms_top_k": [0],
    "nms_threshold": [-0.5, 1.5],
    "min_size": [-1.0],
    "scales": [[], [1.0, 0.0], [math.inf]],
    "ratios": [[], [0.5, -1.0], [math.nan]],
    "feature_stride": [0],
}.items():
    for value in wrong:
        suite.fails(f"{name} {value}", "value", name, [], **{**usual, name: value})
suite.fails("too many boxes", "out_of_memory", "post_nms_top_k", [], **few(post_nms_top_k=2**52))
suite.refuses(FLOATING, lambda t: {**usual, "image_info": numbers((2, 3), t)}, "image_info")
