"""torch.nn.functional.nll_loss without a reduction."""

import torch
from oracle import FLOATING, INTEGER, Suite, array, numbers
from oracle.pytorch import by_torch, gradients


def picked(input, target, ignore_index=-100, axis=-1):
    classes_second = torch.movedim(input, axis, 1)
    return torch.nn.functional.nll_loss(classes_second, target, ignore_index=ignore_index, reduction="none")


suite = Suite("negative_log_likelihood", by_torch(picked), lambda input, **_: input.dtype, exact=True)
scores = numbers((3, 4))
suite.each(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 3, 1], "int64")})
suite.each(INTEGER, lambda t: {"input": scores, "target": array([0, 3, 1], t)}, "classes of")
suite("an ignored example", input=scores, target=array([0, -100, 3], "int64"))
suite("another number that is ignored", input=scores, target=array([0, -1, 3], "int64"), ignore_index=-1)
suite("along the second axis", input=numbers((2, 4, 3)), target=array([[0, 1, 2], [3, 0, 1]], "int64"), axis=1)
suite("along the first axis", input=numbers((4, 3)), target=array([0, 3, 1], "int64"), axis=0)
suite.fails("behind the last class", "index", "target", ["{4}"], input=scores, target=array([0, 4, 1], "int64"))
suite.fails("before the first class", "index", "target", [], input=scores, target=array([0, -7, 1], "int64"))
suite.fails("another shape", "shape", "target", ["[2]", "[3]"], input=scores, target=array([0, 1], "int64"))
suite.fails("no such axis", "index", "axis", ["axis {2}"], input=scores, target=array([0, 3, 1], "int64"), axis=2)
suite.refuses(FLOATING, lambda t: {"input": numbers((3, 4), t), "target": array([0, 1, 2], "int64")}, "input")
gradients(
    suite, picked, lambda t: {"input": numbers((3, 4), t), "target": array([0, -1, 3], "int64"), "ignore_index": -1}
)
