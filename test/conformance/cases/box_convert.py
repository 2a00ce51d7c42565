"""Corners, sides and middles, in float64."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.boxes import some
from oracle.pytorch import by_torch, gradients

FORMATS = ["xyxy", "xywh", "cxcywh"]


def reference(boxes, in_fmt, out_fmt):
    a, b = boxes[..., :2], boxes[..., 2:]
    if in_fmt == "xyxy":
        b = b - a
    if in_fmt == "cxcywh":
        a = a - b / 2
    ends = {"xyxy": (a, a + b), "xywh": (a, b), "cxcywh": (a + b / 2, b)}[out_fmt]
    return torch.cat(ends, -1)


suite = Suite("box_convert", by_torch(reference), lambda boxes, **_: boxes.dtype)
suite.each(FLOATING, lambda t: {"boxes": some(5, t), "in_fmt": "xyxy", "out_fmt": "xywh"})
for one in FORMATS:
    for other in FORMATS:
        suite(f"{one} to {other}", boxes=some(4, seed=1), in_fmt=one, out_fmt=other)
        gradients(
            suite,
            reference,
            lambda t, one=one, other=other: {"boxes": some(2, t), "in_fmt": one, "out_fmt": other},
            f"gradient, {one} to {other},",
        )
suite("one box", boxes=numbers((4,)), in_fmt="xywh", out_fmt="xyxy")
suite("rank 8", boxes=numbers((1, 2, 1, 1, 2, 1, 2, 4)), in_fmt="cxcywh", out_fmt="xyxy")
suite("no boxes", boxes=numbers((0, 4)), in_fmt="xyxy", out_fmt="xywh")
suite.fails("three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)), in_fmt="xyxy", out_fmt="xywh")
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "in_fmt": "xyxy", "out_fmt": "xywh"}, "boxes")
