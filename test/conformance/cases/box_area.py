"""Width times height, in float64."""

from oracle import FLOATING, Suite, numbers
from oracle.boxes import area, some
from oracle.pytorch import by_torch, gradients

suite = Suite("box_area", by_torch(area), lambda boxes: boxes.dtype)
suite.each(FLOATING, lambda t: {"boxes": some(5, t)})
suite("one box", boxes=numbers((4,)))
suite("rank 8", boxes=numbers((1, 2, 1, 1, 2, 1, 2, 4)))
suite("no boxes", boxes=numbers((0, 4)))
suite.fails("three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)))
suite.fails("rank 0", "shape", "boxes", [], boxes=numbers(()))
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t)}, "boxes")
gradients(suite, area, lambda t: {"boxes": some(5, t)})
