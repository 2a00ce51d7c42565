"""Matching anchor by anchor, by the definition of SSD, in float64; classes from 0."""

import math

import numpy as np
import torch
from oracle import FLOATING, INTEGER, Array, Suite, array, dtype_of, numbers
from oracle.boxes import iou
from oracle.pytorch import tensor

VARIANCES = [0.1, 0.1, 0.2, 0.2]


def matched(overlap, threshold):
    """For each anchor the box that it gets, or None; the pair that overlaps most first."""
    out, free = [None] * overlap.shape[0], set(range(overlap.shape[1]))
    while free:
        pairs = [(overlap[a, k], -a, -k) for a in range(len(out)) if out[a] is None for k in free]
        if not pairs or max(pairs)[0] <= 0:
            break
        _, a, k = max(pairs)
        out[-a] = -k
        free.remove(-k)
    for a, row in enumerate(overlap):
        if out[a] is None and row.size and row.max() > threshold:
            out[a] = int(row.argmax())
    return out


def encoded(box, anchor, variances):
    (x, y), (w, h) = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    (ax, ay), (aw, ah) = (anchor[:2] + anchor[2:]) / 2, anchor[2:] - anchor[:2]
    return np.array([(x - ax) / aw, (y - ay) / ah, math.log(w / aw), math.log(h / ah)]) / variances


def of_image(anchors, boxes, labels, predictions, threshold, ignore, ratio, most, fewest, variances):
    real = labels != ignore
    boxes, labels = boxes[real], labels[real]
    overlap = np.nan_to_num(iou(torch.tensor(anchors), torch.tensor(boxes)).numpy())
    match = matched(overlap, threshold)
    positive = [k is not None for k in match]
    if ratio is None:
        negative = {a for a in range(len(anchors)) if not positive[a]}
    else:
        likely = torch.softmax(torch.tensor(predictions), 0)[0].tolist()
        candidates = [a for a in range(len(anchors)) if not positive[a] and (overlap[a] < most).all()]
        candidates.sort(key=lambda a: likely[a])
        negative = set(candidates[: max(math.floor(sum(positive) * ratio), fewest)])
    targets, mask, classes = np.zeros_like(anchors), np.zeros_like(anchors), []
    for a, k in enumerate(match):
        if k is not None:
            targets[a], mask[a] = encoded(boxes[k], anchors[a], variances), 1
        classes.append(int(labels[k]) + 1 if k is not None else 0 if a in negative else ignore)
    return targets, mask, classes


def learnt(
    anchors,
    boxes,
    labels,
    class_predictions,
    overlap_threshold=0.5,
    ignore_label=-1,
    negative_mining_ratio=None,
    negative_mining_threshold=0.5,
    minimum_negative_samples=0,
    variances=VARIANCES,
):
    how = [overlap_threshold, ignore_label, negative_mining_ratio, negative_mining_threshold, minimum_negative_samples]
    images = [of_image(anchors, *one, *how, variances) for one in zip(boxes, labels, class_predictions)]
    n, a = len(boxes), len(anchors)
    targets, masks, classes = zip(*images) if images else ([], [], [])
    return np.reshape(targets, (n, a, 4)), np.reshape(masks, (n, a, 4)), np.reshape(classes, (n, a))


class Target(Suite):
    def __call__(self, name, /, **given):
        tensors = {key: tensor(value) for key, value in given.items()}
        plain = {key: value.numpy() if isinstance(value, torch.Tensor) else value for key, value in tensors.items()}
        targets, mask, classes = learnt(**plain)
        dtype, none = dtype_of(given["anchors"], given["boxes"]), given.get("ignore_label", -1)
        expected = {
            "record": {
                "box_targets": Array(targets, dtype).record("table"),
                "box_mask": Array(mask, dtype).record("exact"),
                "class_targets": Array(classes, "int64", "indices", none).record("exact"),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = Target("multibox_target")


def grid(t="float32"):
    """Anchors of two sizes on a grid."""
    corner = [[x / 4, y / 2] for y in range(2) for x in range(4)]
    small = [[x, y, x + 0.25, y + 0.5] for x, y in corner]
    return array(small + [[x - 0.125, y - 0.125, x + 0.375, y + 0.3125] for x, y in corner], t)


BOXES = [
    [[0.0625, 0.0625, 0.5, 0.4375], [0.125, 0.0625, 0.4375, 0.5], [0.75, 0.75, 1, 1], [0, 0, 0, 0]],
    [[0.25, 0.5, 0.6875, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    [[0, 0, 0, 0]] * 4,
]
LABELS = [[2, 0, 1, -1], [1, -1, -1, -1], [-1] * 4]


def given(t="float32", integer="int64", **more):
    return {
        "anchors": grid(t),
        "boxes": array(BOXES, t),
        "labels": array(LABELS, integer),
        "class_predictions": Array(np.sin(np.arange(3 * 4 * 16) ** 2).reshape(3, 4, 16), t),
        **more,
    }


suite.each(FLOATING, given)
suite.each([t for t in INTEGER if not t.startswith("u")], lambda t: given(integer=t), "labels of")
one = {"boxes": array([BOXES[0][:3]]), "labels": array([[2, 0, 1]], "uint8"), "class_predictions": numbers((1, 4, 16))}
suite("labels of uint8", **{**given(), **one})
suite("types that differ", **{**given("float16"), "anchors": grid("bfloat16")})
for threshold in [0.0, 0.25, 0.375, 1.0]:
    suite(f"overlaps of {threshold}", **given(), overlap_threshold=threshold)
for ratio in [0.0, 0.5, 1.0, 3.0, 100.0]:
    suite(f"ratio {ratio}", **given(), negative_mining_ratio=ratio)
suite("null for the ratio", **given(), negative_mining_ratio=None)
suite("what counts as background", **given(), negative_mining_ratio=100.0, negative_mining_threshold=0.125)
suite("at least some", **given(), negative_mining_ratio=1.0, minimum_negative_samples=5)
suite("other variances", **given(), variances=[0.25, 0.5, 0.125, 1.0])
suite(
    "another label for none",
    **{**given(), "labels": array([[2, 0, 1, -7], [1, -7, -7, -7], [-7] * 4], "int64")},
    ignore_label=-7,
    negative_mining_ratio=1.0,
)
between = {**given(), "labels": array([[2, -1, 1, -1], [-1, 1, -1, 2], [-1] * 4], "int64")}
suite("none between others", **between)
suite(
    "boxes without area", **{**between, "boxes": array(np.repeat(np.array(BOXES)[:, :, :2], 2, 2)[:, :, [0, 2, 0, 2]])}
)
suite(
    "more boxes than anchors",
    **{**given(), "anchors": array(grid().values[:2]), "class_predictions": numbers((3, 4, 2))},
)
nothing = {"boxes": numbers((3, 0, 4)), "labels": numbers((3, 0), "int64")}
suite("no boxes", **{**given(), **nothing})
suite("no boxes and a ratio", **{**given(), **nothing}, negative_mining_ratio=3.0, minimum_negative_samples=2)
suite("no anchors", **{**given(), "anchors": numbers((0, 4)), "class_predictions": numbers((3, 4, 0))})
no_images = {"boxes": numbers((0, 2, 4)), "labels": numbers((0, 2), "int64"), "class_predictions": numbers((0, 4, 16))}
suite("no images", **{**given(), **no_images})
usual = given()
suite.fails("three columns", "shape", "anchors", ["[16, 3]"], **{**usual, "anchors": numbers((16, 3))})
suite.fails("two axes", "shape", "boxes", ["[4, 4]"], **{**usual, "boxes": numbers((4, 4))})
suite.fails("too few labels", "shape", "labels", ["[3, 4]"], **{**usual, "labels": array([[0, 0]] * 3, "int64")})
suite.fails("other anchors", "shape", "class_predictions", [], **{**usual, "class_predictions": numbers((3, 4, 15))})
suite.fails("one class", "shape", "class_predictions", [], **{**usual, "class_predictions": numbers((3, 1, 16))})
suite.fails("no such class", "index", None, ["{3}"], **{**usual, "labels": array([[3, 0, 1, -1]] * 3, "int64")})
for name, wrong in {
    "overlap_threshold": [-0.5, 1.5],
    "negative_mining_ratio": [-1.0],
    "minimum_negative_samples": [-1],
    "variances": [[0.1], [0.1, 0.1, 0.2, 0.0], [0.1, 0.1, 0.2, math.nan]],
}.items():
    for value in wrong:
        suite.fails(f"{name} {value}", "value", name, [], **usual, **{name: value})
suite.refuses(FLOATING, lambda t: {**usual, "anchors": numbers((16, 4), t)}, "anchors")
