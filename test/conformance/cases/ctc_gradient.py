"""The definition in oracle/ctc.py, in float64."""

from oracle import *
from oracle import ctc
from oracle.losses import derivatives, in_float64


def by_definition(grad, log_probs, targets, input_lengths, target_lengths, blank=0):
    integers = [x.long() for x in (targets, input_lengths, target_lengths)]
    return ctc.gradient(grad, log_probs, *integers, blank)


def given(t="float32", **named):
    return {"grad": numbers((3,), t), **ctc.sequences(t, **named)}


suite = Suite("ctc_gradient", in_float64(by_definition), lambda log_probs, **_: log_probs.dtype)
suite.keeps = ("targets", "input_lengths", "target_lengths")  # labels that the frames have room for
suite.each(FLOATING, given)
suite("labels in a row", **given(rows=False))
suite("numbers of int8", **given(integer="int8"))
other = {**given(), "targets": array([[0, 0, 3], [2, 3, 0], [3, 3, 3]], "int64")}
suite("another blank", **other, blank=1)
derivatives(suite, by_definition, given)
suite.fails("other weights", "shape", "grad", ["[2]", "[3]"], **{**given(), "grad": numbers((2,))})
suite.fails("no frames", "shape", "log_probs", ["[3, 4]"], **{**given(), "log_probs": numbers((3, 4))})
suite.fails("no such blank", "index", "blank", ["{4}"], **given(), blank=4)
suite.fails(
    "a length above all", "value", "input_lengths", ["6"], **{**given(), "input_lengths": array([5, 6, 3], "int64")}
)
suite.refuses(FLOATING, lambda t: {**given(), "log_probs": array([[[0] * 4] * 3] * 5, t)}, "log_probs")
for case in suite.cases:  # there are no third derivatives of the loss
    for key in ("gradient_weights", "second_gradients"):
        case.pop(key, None)
