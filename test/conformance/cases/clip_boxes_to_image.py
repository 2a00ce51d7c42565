"""Coordinates limited to an image."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.boxes import some
from oracle.pytorch import by_torch, gradients


def reference(boxes, size):
    h, w = [size] * 2 if isinstance(size, int) else size
    sides = torch.tensor([w, h, w, h], dtype=boxes.dtype)
    return torch.minimum(boxes.clamp(min=0), sides)


suite = Suite("clip_boxes_to_image", by_torch(reference), lambda boxes, size: boxes.dtype, exact=True)
suite.each(FLOATING, lambda t: {"boxes": some(5, t), "size": [3, 5]})
suite("outside", boxes=numbers((5, 4), "float32", 0, -9, 9), size=[3, 5])
suite("one size", boxes=numbers((5, 4), "float32", 0, -9, 9), size=4)
suite("nothing", boxes=some(3), size=[0, 2])
suite("one box", boxes=numbers((4,)), size=[1, 2])
suite("no boxes", boxes=numbers((0, 4)), size=[1, 2])
suite.fails("three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)), size=[1, 2])
suite.fails("a negative size", "value", "size", ["-1"], boxes=some(2), size=[1, -1])
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "size": [1, 2]}, "boxes")
gradients(suite, reference, lambda t: {"boxes": numbers((3, 4), t, 0, -9, 9), "size": [3, 5]})
