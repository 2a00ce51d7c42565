"""The cells of torch.nn.LSTM, GRU and RNN, step by step in PyTorch, in float64."""

from oracle import Array, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from oracle.recurrent import GATES, WIDE, layer

NAMES = ["states", "cells", "activations"]


class Layers(Suite):
    def __call__(self, name, /, **given):
        found = by_torch(layer)(**given)
        parts = {key: Array(x, given["gates"].dtype).record("table") for key, x in zip(NAMES, found)}
        super().__call__(name, expect={"record": parts}, **given)


def operands(kind, t="float32", steps=3, n=2, h=3, **more):
    g = GATES[kind] * h
    made = {
        "gates": numbers((steps, n, g), t),
        "weight": numbers((g, h), t, 1, -0.7, 0.7),
        "state": numbers((n, h), t, 2),
    }
    if kind == "lstm":
        made["cell"] = numbers((n, h), t, 3)
    return {**made, "kind": kind, **more}


suite = Layers("recurrent_layer")
lengths = array([1, 3], "int64")
for kind in GATES:
    suite.each(WIDE, lambda t, kind=kind: operands(kind, t), kind)
    bias = numbers((GATES[kind] * 3,), seed=4)
    suite(f"{kind}, a bias", **operands(kind), bias=bias)
    suite(f"{kind}, reverse", **operands(kind), bias=bias, reverse=True)
    suite(f"{kind}, lengths", **operands(kind), lengths=lengths)
    suite(f"{kind}, lengths, reverse", **operands(kind), lengths=lengths, reverse=True)
    suite(f"{kind}, more examples than a task has", **operands(kind, steps=2, n=35, h=9))
    for more in [{}, {"lengths": lengths, "reverse": True}]:

        def make(t, kind=kind, more=more):
            return {**operands(kind, t), "bias": numbers((GATES[kind] * 3,), t, 4), **more}

        order = tuple(make("float64"))
        gradients(
            suite,
            lambda *given, names=order: layer(**dict(zip(names, given))),
            make,
            f"gradient, {kind}{', lengths, reverse' if more else ''},",
            dtypes=WIDE,
        )
suite("lengths of nothing and of int32", **operands("gru"), lengths=array([0, 3], "int32"))
suite("an LSTM where no kind is given", **{k: v for k, v in operands("lstm").items() if k != "kind"})
suite("null for what may be missing", **operands("gru"), bias=None, cell=None, lengths=None)
suite("no examples", **operands("gru", n=0))
suite.fails("no matrix", "shape", "weight", ["[6]"], **{**operands("relu"), "weight": numbers((6,))})
suite.fails("too few gates", "shape", "gates", ["[3, 2, 6]"], **{**operands("gru"), "gates": numbers((3, 2, 6))})
suite.fails("another state", "shape", "state", ["[1, 3]"], **{**operands("gru"), "state": numbers((1, 3))})
suite.fails("another bias", "shape", "bias", ["[3]"], **operands("gru"), bias=numbers((3,)))
suite.fails("too few lengths", "shape", "lengths", ["[1]"], **operands("gru"), lengths=array([1], "int64"))
suite.fails("a length beyond the end", "value", "lengths", ["4"], **operands("gru"), lengths=array([1, 4], "int64"))
suite.fails("a length below 0", "value", "lengths", ["-1"], **operands("gru"), lengths=array([-1, 2], "int64"))
suite.fails("a cell too many", "value", "cell", [], **operands("gru"), cell=numbers((2, 3)))
suite.fails("no cell", "value", "cell", [], **{**operands("lstm"), "cell": None})
suite.fails("half precision", "dtype", "gates", ["float16"], **operands("gru", "float16"))
suite.refuses([*WIDE, "float16", "bfloat16"], lambda t: operands("tanh", t), "gates")
