"""Middles and sides in PyTorch, in float64."""

import math

import torch
from oracle import FLOATING, Suite, dtype_of, numbers
from oracle.boxes import some
from oracle.pytorch import by_torch, gradients

MEANS, STDS = [0.0] * 4, [1.0] * 4


def middles(boxes):
    a, b = boxes[..., :2], boxes[..., 2:]
    return (a + b) / 2, b - a


def reference(boxes, anchors, means=MEANS, stds=STDS):
    (at, size), (start, unit) = middles(boxes), middles(anchors)
    out = torch.cat([(at - start) / unit, torch.log(size / unit)], -1)
    return (out - torch.tensor(means)) / torch.tensor(stds)


suite = Suite("box_encode", by_torch(reference), lambda boxes, anchors, **_: dtype_of(boxes, anchors))
usual = {"means": [0.1, -0.1, 0.2, 0.0], "stds": [0.1, 0.2, 0.5, -2.0]}
suite.each(FLOATING, lambda t: {"boxes": some(5, t), "anchors": some(5, t, 1)})
suite("means and deviations", boxes=some(5), anchors=some(5, seed=1), **usual)
suite("one anchor", boxes=some(5), anchors=some(1, seed=1))
suite("types that differ", boxes=some(5, "float16"), anchors=some(5, "float64", 1))
suite("no boxes", boxes=numbers((0, 4)), anchors=some(1))
suite.fails("three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)), anchors=some(2))
suite.fails("no coordinates", "shape", "anchors", ["[]"], boxes=some(2), anchors=numbers(()))
suite.fails("other numbers", "shape", "anchors", [], boxes=some(2), anchors=some(3))
suite.fails("three means", "value", "means", ["3"], boxes=some(2), anchors=some(2), means=[0.0] * 3)
suite.fails("deviation 0", "value", "stds", ["0"], boxes=some(2), anchors=some(2), stds=[1.0, 0.0, 1.0, 1.0])
suite.fails("no mean", "value", "means", ["nan"], boxes=some(2), anchors=some(2), means=[math.nan, 0.0, 0.0, 0.0])
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "anchors": some(2)}, "boxes")
gradients(suite, reference, lambda t: {"boxes": some(3, t), "anchors": some(3, t, 1), **usual})
