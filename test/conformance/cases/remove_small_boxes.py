"""Boxes both of whose sides reach a size; positions from 0."""

import numpy as np
from oracle import FLOATING, Suite, array, call, host, new, numbers, var
from oracle.boxes import some


class Positions(Suite):
    """Positions whose number depends on values can not be traced."""

    def __call__(self, name, /, **given):
        super().__call__(name, options={"compiled": False}, **given)


def reference(boxes, min_size):
    sides = boxes[:, 2:] - boxes[:, :2]
    return np.flatnonzero((sides >= min_size).all(1))


suite = Positions("remove_small_boxes", reference, "int64")
suite.each(FLOATING, lambda t: {"boxes": some(12, t), "min_size": 2.0})
suite("none is", boxes=some(5), min_size=99.0)
suite("all are", boxes=some(5), min_size=-1.0)
suite("not a number", boxes=array([[float("nan"), 0, 1, 1], [0, 0, 1, 1]]), min_size=0.5)
suite("no boxes", boxes=numbers((0, 4)), min_size=1.0)
suite.fails("three coordinates", "shape", "boxes", ["[2, 3]"], boxes=numbers((2, 3)), min_size=1.0)
suite.refuses(FLOATING, lambda t: {"boxes": numbers((2, 4), t), "min_size": 1.0}, "boxes")
traced = suite.script("inside a trace", compiled=False, through_host=True)
traced.let("f", new("CompiledFunction", fn=host(["x"], call("remove_small_boxes", boxes=var("x"), min_size=1.0))))
traced.fails(
    call("CompiledFunction.call", self_=var("f"), inputs=[some(2)]), "trace", "boxes", operator="remove_small_boxes"
)
