"""Middles and sides in PyTorch, in float64."""

import math

import torch
from oracle import FLOATING, Suite, dtype_of, numbers
from oracle.boxes import some
from oracle.pytorch import by_torch, gradients

MEANS, STDS = [0.0] * 4, [1.0] * 4


def reference(deltas, anchors, means=MEANS, stds=STDS, clip=None):
    d = deltas * torch.tensor(stds) + torch.tensor(means)
    a, b = anchors[..., :2], anchors[..., 2:]
    growth = d[..., 2:] if clip is None else d[..., 2:].clamp(max=clip)
    middle, sides = (a + b) / 2 + d[..., :2] * (b - a), (b - a) * torch.exp(growth)
    return torch.cat([middle - sides / 2, middle + sides / 2], -1)


def deltas(n, dtype="float32"):
    return numbers((n, 4), dtype, 2, -1, 1)


suite = Suite("box_decode", by_torch(reference), lambda deltas, anchors, **_: dtype_of(deltas, anchors))
usual = {"means": [0.1, -0.1, 0.2, 0.0], "stds": [0.1, 0.2, 0.5, -2.0]}
suite.each(FLOATING, lambda t: {"deltas": deltas(5, t), "anchors": some(5, t, 1)})
suite("means and deviations", deltas=deltas(5), anchors=some(5, seed=1), **usual)
suite("a largest growth", deltas=deltas(5), anchors=some(5, seed=1), clip=0.25)
suite("null for the largest growth", deltas=deltas(5), anchors=some(5, seed=1), clip=None)
suite("one anchor", deltas=deltas(5), anchors=some(1, seed=1))
suite("types that differ", deltas=deltas(5, "float16"), anchors=some(5, "float64", 1))
suite("no boxes", deltas=numbers((0, 4)), anchors=some(1))
suite.fails("three numbers", "shape", "deltas", ["[2, 3]"], deltas=numbers((2, 3)), anchors=some(2))
suite.fails("three coordinates", "shape", "anchors", ["[2, 3]"], deltas=deltas(2), anchors=numbers((2, 3)))
suite.fails("other numbers", "shape", "anchors", [], deltas=deltas(2), anchors=some(3))
suite.fails("three means", "value", "means", ["3"], deltas=deltas(2), anchors=some(2), means=[0.0] * 3)
suite.fails("deviation 0", "value", "stds", ["0"], deltas=deltas(2), anchors=some(2), stds=[1.0, 0.0, 1.0, 1.0])
suite.fails("no largest growth", "value", "clip", ["nan"], deltas=deltas(2), anchors=some(2), clip=math.nan)
suite.refuses(FLOATING, lambda t: {"deltas": numbers((2, 4), t), "anchors": some(2)}, "deltas")
gradients(suite, reference, lambda t: {"deltas": deltas(3, t), "anchors": some(3, t, 1), **usual})
