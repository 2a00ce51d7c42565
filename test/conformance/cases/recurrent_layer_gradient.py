"""The derivatives of the cells of torch.nn.LSTM, GRU and RNN in PyTorch, in float64, and their own by autograd."""

from oracle import Array, Suite, array, numbers
from oracle.pytorch import by_torch, gradients, plain, tensor
from oracle.recurrent import GATES, WIDE, layer, layer_gradient

NAMES = ["grad_gates", "grad_recurrent", "grad_state", "grad_cell"]


class Gradients(Suite):
    def __call__(self, name, /, **given):
        found = by_torch(layer_gradient)(**given)
        parts = {key: Array(x, given["weight"].dtype).record("table") for key, x in zip(NAMES, found)}
        super().__call__(name, expect={"record": parts}, **given)


def operands(kind, t="float32", reverse=False, lengths=None, steps=3, n=2, h=2):
    g = GATES[kind] * h
    gates, weight = numbers((steps, n, g), t), numbers((g, h), t, 1, -0.7, 0.7)
    state, cell = numbers((n, h), t, 2), numbers((n, h), t, 3) if kind == "lstm" else None
    found = layer(*map(tensor, (gates, weight, state)), None, tensor(cell), tensor(lengths), kind, reverse)
    states, cells, activations = [Array(plain(x), t) for x in found]
    made = {
        "grad_states": numbers((steps, n, h), t, 4),
        "weight": weight,
        "state": state,
        "states": states,
        "cells": cells,
        "activations": activations,
    }
    made |= {} if cell is None else {"cell": cell}
    made |= {} if lengths is None else {"lengths": lengths}
    return {**made, "kind": kind, **({"reverse": True} if reverse else {})}


suite = Gradients("recurrent_layer_gradient")
lengths = array([1, 3], "int64")
for kind in GATES:
    suite.each(WIDE, lambda t, kind=kind: operands(kind, t), kind)
    suite(f"{kind}, reverse", **operands(kind, reverse=True))
    suite(f"{kind}, lengths", **operands(kind, lengths=lengths))
    suite(f"{kind}, of the activations", **operands(kind), grad_activations=numbers((3, 2, GATES[kind] * 2), seed=5))
    cells = numbers((3, 2, 2 if kind in ["lstm", "gru"] else 0), seed=6)
    suite(f"{kind}, of the cells", **operands(kind, reverse=True, lengths=lengths), grad_cells=cells)

    def make(t, kind=kind):
        given = operands(kind, t, True, lengths)
        rest = {key: given.pop(key) for key in ["lengths", "kind", "reverse"]}
        more = {"grad_cells": numbers((3, 2, 2), t, 6)} if kind in ["lstm", "gru"] else {}
        return {**given, **more, "grad_activations": numbers((3, 2, GATES[kind] * 2), t, 5), **rest}

    order = tuple(make("float64"))
    gradients(
        suite,
        lambda *given, names=order: layer_gradient(**dict(zip(names, given))),
        make,
        f"gradient, {kind},",
        dtypes=WIDE,
    )
suite("an LSTM where no kind is given", **{k: v for k, v in operands("lstm").items() if k != "kind"})
suite(
    "null for what may be missing", **operands("gru"), cell=None, grad_cells=None, grad_activations=None, lengths=None
)
suite("more examples than a task has", **operands("lstm", n=35, h=5))
other = numbers((3, 2, 1))
suite.fails("another gradient", "shape", "grad_states", ["[3, 2, 1]"], **{**operands("gru"), "grad_states": other})
suite.fails("other states", "shape", "states", ["[3, 2, 1]"], **{**operands("gru"), "states": other})
suite.fails("other cells", "shape", "cells", ["[3, 2, 1]"], **{**operands("gru"), "cells": other})
suite.fails("other activations", "shape", "activations", ["[3, 2, 1]"], **{**operands("gru"), "activations": other})
suite.fails("a cell too many", "value", "cell", [], **operands("gru"), cell=numbers((2, 2)))
suite.fails("a length beyond the end", "value", "lengths", ["4"], **operands("gru"), lengths=array([1, 4], "int64"))
suite.fails("half precision", "dtype", "grad_states", ["float16"], **operands("gru", "float16"))
suite.refuses([*WIDE, "float16", "bfloat16"], lambda t: {**operands("tanh"), "weight": numbers((2, 2), t)}, "weight")
