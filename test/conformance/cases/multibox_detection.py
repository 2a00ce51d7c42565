"""Decoding and greedy suppression image by image, by the definitions, in PyTorch; labels from 0."""

import math

import torch
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.boxes import iou
from oracle.pytorch import by_torch, gradients

VARIANCES = [0.1, 0.1, 0.2, 0.2]


def decoded(d, anchor, variances, clip):
    size, middle = anchor[2:] - anchor[:2], (anchor[2:] + anchor[:2]) / 2
    d = d * torch.tensor(variances)
    middle, half = middle + d[:2] * size, size * torch.exp(d[2:]) / 2
    out = torch.cat([middle - half, middle + half])
    return out.clamp(0, 1) if clip else out


def of_image(p, locations, anchors, clip, threshold, background, most_overlap, force, variances, top_k):
    found = []
    for a in range(p.shape[1]):
        rest = [p[k, a] for k in range(p.shape[0]) if k != background]
        label = max(range(len(rest)), key=lambda k: rest[k].item())
        if rest[label].item() >= threshold:
            found.append((label, rest[label], decoded(locations[a], anchors[a], variances, clip)))
    found.sort(key=lambda one: -one[1].item())
    kept = []
    for one in found[:top_k]:
        others = [other for other in kept if force or other[0] == one[0]]
        if not any(iou(one[2][None], other[2][None]).item() > most_overlap for other in others):
            kept.append(one)
    none = (-1, torch.zeros(()), torch.zeros(4))
    return kept + [none] * (p.shape[1] - len(kept))


def detected(
    class_probabilities,
    location_predictions,
    anchors,
    clip=True,
    threshold=0.01,
    background_id=0,
    nms_threshold=0.5,
    force_suppress=False,
    variances=VARIANCES,
    nms_top_k=None,
):
    how = [clip, threshold, background_id, nms_threshold, force_suppress, variances, nms_top_k]
    n, _, a = class_probabilities.shape
    rows = [
        one
        for p, locations in zip(class_probabilities, location_predictions)
        for one in of_image(p, locations, anchors, *how)
    ]
    if not rows:
        return torch.zeros(n, a, dtype=torch.int64), torch.zeros(n, a), torch.zeros(n, a, 4)
    labels, scores, boxes = zip(*rows)
    return torch.tensor(labels).reshape(n, a), torch.stack(scores).reshape(n, a), torch.stack(boxes).reshape(n, a, 4)


class Detection(Suite):
    def __call__(self, name, /, **given):
        labels, scores, boxes = by_torch(detected)(**given)
        dtype = self.result_dtype(given)
        expected = {
            "record": {
                "labels": Array(labels, "int64", "indices", -1).record("exact"),
                "scores": Array(scores, dtype).record("table"),
                "boxes": Array(boxes, dtype).record("table"),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = Detection(
    "multibox_detection",
    result=lambda class_probabilities, location_predictions, anchors, **_: dtype_of(
        class_probabilities, location_predictions, anchors
    ),
)


def grid(t="float32", side=3):
    """Anchors that overlap their neighbours."""
    corner = [[x / side, y / side] for y in range(side) for x in range(side)]
    return array([[x - 0.125, y - 0.0625, x + 0.375, y + 0.4375] for x, y in corner], t)


def given(t="float32", n=2, classes=4, a=9, **more):
    return {
        "class_probabilities": numbers((n, classes, a), t, 1, 0, 1),
        "location_predictions": numbers((n, a, 4), t, 2),
        "anchors": Array(grid(t).values[:a], t),
        **more,
    }


suite.each(FLOATING, given)
suite("types that differ", **{**given("float16"), "anchors": grid("bfloat16")})
suite("beyond the borders", **given(), clip=False)
for threshold in [0.0, 0.625, 0.875, 2.0]:
    suite(f"scores from {threshold}", **given(), threshold=threshold)
suite(
    "exactly the threshold", **{**given(n=1, a=2), "class_probabilities": array([[[0, 0], [0.5, 0.25]]])}, threshold=0.5
)
for background in [1, 3]:
    suite(f"background {background}", **given(), background_id=background)
for overlap in [0.0, 0.125, 0.25, 0.75, 1.0]:
    suite(f"overlaps of {overlap}", **given(), nms_threshold=overlap)
    suite(f"overlaps of {overlap}, all classes", **given(), nms_threshold=overlap, force_suppress=True)
suite("other variances", **given(), variances=[0.25, 0.125, 0.5, 0.375])
for most in [0, 1, 4, 20]:
    suite(f"the best {most}", **given(), nms_top_k=most, nms_threshold=0.125)
suite("null for the best", **given(), nms_top_k=None)
suite("two classes", **given(classes=2), nms_threshold=0.125)
suite("equal scores", **{**given(), "class_probabilities": array([[[0.25] * 9] * 3] * 2)}, nms_threshold=0.125)
suite("no anchors", **given(a=0))
suite("no images", **given(n=0))
given_ = given()
suite.fails(
    "two axes", "shape", "class_probabilities", ["[4, 9]"], **{**given_, "class_probabilities": numbers((4, 9))}
)
suite.fails("one class", "shape", "class_probabilities", ["[2, 1, 9]"], **given(classes=1))
suite.fails(
    "too few locations", "shape", "location_predictions", [], **{**given_, "location_predictions": numbers((2, 8, 4))}
)
suite.fails("too few anchors", "shape", "anchors", ["[9, 4]"], **{**given_, "anchors": numbers((8, 4))})
suite.fails("no such background", "index", "background_id", ["{4}"], **given_, background_id=4)
suite.fails("a negative overlap", "value", "nms_threshold", ["-0.5"], **given_, nms_threshold=-0.5)
suite.fails("a large overlap", "value", "nms_threshold", ["1.5"], **given_, nms_threshold=1.5)
suite.fails("a negative number", "value", "nms_top_k", ["-1"], **given_, nms_top_k=-1)
for wrong in [[0.1], [0.1, 0.1, 0.2, 0.0], [0.1, 0.1, 0.2, math.inf]]:
    suite.fails(f"variances {wrong}", "value", "variances", [], **given_, variances=wrong)
suite.refuses(FLOATING, lambda t: {**given_, "anchors": numbers((9, 4), t)}, "anchors")
gradients(suite, lambda *a: detected(*a)[1:], lambda t: given(t, n=1, classes=3, a=5, clip=False))
