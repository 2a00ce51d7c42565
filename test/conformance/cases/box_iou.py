"""Areas of pairs of boxes, in float64."""

from oracle import FLOATING, Suite, array, dtype_of, numbers
from oracle.boxes import iou, some
from oracle.pytorch import by_torch, gradients

suite = Suite("box_iou", by_torch(iou), lambda boxes1, boxes2: dtype_of(boxes1, boxes2))
suite.each(FLOATING, lambda t: {"boxes1": some(4, t), "boxes2": some(6, t, 1)})
suite("types that differ", boxes1=some(4, "float16"), boxes2=some(3, "bfloat16", 1))
suite("the same boxes", boxes1=some(5), boxes2=some(5))
suite("apart", boxes1=some(3), boxes2=some(3, "float32", 5, 100))
suite("boxes without area", boxes1=array([[1, 1, 1, 1], [0, 0, 2, 2]]), boxes2=array([[1, 1, 1, 1], [1, 1, 2, 1]]))
suite("not a number", boxes1=array([[float("nan"), 0, 1, 1]]), boxes2=some(2))
suite("no boxes", boxes1=numbers((0, 4)), boxes2=some(3))
suite("no others", boxes1=some(3), boxes2=numbers((0, 4)))
suite.fails("three coordinates", "shape", "boxes1", ["[2, 3]"], boxes1=numbers((2, 3)), boxes2=some(2))
suite.fails("no list", "shape", "boxes2", ["[4]"], boxes1=some(2), boxes2=numbers((4,)))
suite.refuses(FLOATING, lambda t: {"boxes1": numbers((2, 4), t), "boxes2": some(2)}, "boxes1")
gradients(
    suite,
    iou,
    lambda t: {
        "boxes1": array([[0, 0, 4, 3], [1, 2, 3, 7]], t),
        "boxes2": array([[2, 1, 5, 4.5], [0.5, 0.5, 6, 8]], t),
    },
)
