"""torch.nn.functional.ctc_loss in float64; its gradients from the definition, since PyTorch's hold behind log_softmax alone."""

import numpy as np
import torch
from oracle import *
from oracle.ctc import loss as by_definition
from oracle.ctc import probabilities, sequences
from oracle.losses import derivatives, in_float64


def called(log_probs, targets, input_lengths, target_lengths, **named):
    return torch.nn.functional.ctc_loss(
        log_probs.double(), targets.long(), input_lengths.long(), target_lengths.long(), **named
    )


def in_order(log_probs, targets, input_lengths, target_lengths, **named):
    one = log_probs.dim() == 2
    given = [targets.long(), input_lengths.long(), target_lengths.long()]
    if one:
        log_probs, given = log_probs[:, None], [x[None] for x in given]
    found = by_definition(log_probs, *given, **named)
    return found[0] if one and found.dim() else found


suite = Suite("ctc_loss", in_float64(called), lambda log_probs, **_: log_probs.dtype)
suite.keeps = ("targets", "input_lengths", "target_lengths")  # labels that the frames have room for
one = {
    "log_probs": probabilities(shape=(5, 4)),
    "targets": array([1, 1, 3], "int64"),
    "input_lengths": array(5, "int64"),
    "target_lengths": array(3, "int64"),
}
odd = {**sequences(), "input_lengths": array([1, 4, 3], "int64")}  # no place for the first example's labels
suite.each(FLOATING, sequences)
suite.each(INTEGER, lambda t: sequences(integer=t), "numbers of")
for reduction in ["none", "mean", "sum"]:
    suite(f"reduction {reduction}", **sequences(), reduction=reduction)
    derivatives(suite, in_order, sequences, f"gradient, reduction {reduction},", reduction=reduction)
suite("labels in a row", **sequences(rows=False), reduction="none")
derivatives(suite, in_order, lambda t: sequences(t, rows=False), "gradient, labels in a row,")
other = {**sequences(), "targets": array([[0, 0, 3], [2, 3, 0], [3, 3, 3]], "int64")}
suite("another blank", **other, blank=1, reduction="none")
derivatives(suite, in_order, lambda t: {**other, "log_probs": probabilities(t)}, "gradient, another blank,", blank=1)
suite("impossible", **odd, reduction="none")
suite("impossible, the mean", **odd)
suite("impossible, counted as 0", **odd, reduction="none", zero_infinity=True)
derivatives(
    suite,
    in_order,
    lambda t: {**odd, "log_probs": probabilities(t)},
    "gradient, impossible,",
    zero_infinity=True,
)
suite("one example", **one)
suite("one example, reduction none", **one, reduction="none")
derivatives(suite, in_order, lambda t: {**one, "log_probs": probabilities(t, (5, 4))}, "gradient, one example,")
suite(
    "no examples",
    log_probs=probabilities(shape=(5, 0, 4)),
    targets=array(np.zeros((0, 3)), "int64"),
    input_lengths=array([], "int64"),
    target_lengths=array([], "int64"),
    reduction="sum",
    expect=array(0.0),
)
suite("no frames", **{**sequences(), "input_lengths": array([0, 4, 0], "int64")}, reduction="none")
suite(
    "classes without probability",
    **{**sequences(), "log_probs": array(np.where(np.arange(4) == 3, -np.inf, probabilities().values), "float32")},
    reduction="none",
)
suite.fails("one axis", "shape", "log_probs", ["[4]"], **{**one, "log_probs": numbers((4,))})
suite.fails(
    "labels of other examples",
    "shape",
    "targets",
    ["[2, 3]", "[3, S]"],
    **{**sequences(), "targets": array([[1, 1, 3], [2, 3, 1]], "int64")},
)
suite.fails(
    "other lengths",
    "shape",
    "input_lengths",
    ["[2]", "[3]"],
    **{**sequences(), "input_lengths": array([5, 4], "int64")},
)
suite.fails(
    "rows of labels for one example", "shape", "targets", ["[1, 3]"], **{**one, "targets": array([[1, 1, 3]], "int64")}
)
suite.fails("no such blank", "index", "blank", ["{4}"], **sequences(), blank=4)
suite.fails("a blank before the first", "index", "blank", [], **sequences(), blank=-1)
suite.fails("no such blank, one example", "index", "blank", ["{4}"], **one, blank=4)
suite.fails(
    "behind the last class",
    "index",
    "targets",
    ["{4}"],
    **{**sequences(), "targets": array([[1, 4, 3], [2, 3, 1], [3, 3, 3]], "int64")},
)
suite.fails(
    "the blank as a label",
    "index",
    "targets",
    ["{0}"],
    **{**sequences(), "targets": array([[1, 0, 3], [2, 3, 1], [3, 3, 3]], "int64")},
)
suite.fails(
    "more frames than there are",
    "value",
    "input_lengths",
    ["6", "0 to 5"],
    **{**sequences(), "input_lengths": array([5, 6, 3], "int64")},
)
suite.fails(
    "a negative length",
    "value",
    "target_lengths",
    ["-1"],
    **{**sequences(), "target_lengths": array([2, -1, 0], "int64")},
)
suite.fails(
    "more labels than there are",
    "value",
    "target_lengths",
    ["5"],
    **{**sequences(rows=False), "target_lengths": array([2, 3, 1], "int64")},
)
suite.fails(
    "no such reduction", "value", "reduction", ["median"], **sequences(), reduction="median", options={"typed": False}
)
suite.refuses(FLOATING, lambda t: {**sequences(), "log_probs": array(np.zeros((5, 3, 4)), t)}, "log_probs")
