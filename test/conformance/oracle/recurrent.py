"""Recurrent layers in PyTorch, in float64: a layer's steps from torch's cell formulas, and whole networks."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, array, numbers
from .dtypes import FLOATING
from .expressions import call, field
from .pytorch import by_torch, gradients
from .suite import Suite

WIDE = ["float32", "float64"]
GATES = {"lstm": 4, "gru": 3, "tanh": 1, "relu": 1}


def layer(gates, weight, state, bias=None, cell=None, lengths=None, kind="lstm", reverse=False):
    """States, cells and activations after each step."""
    steps = gates.shape[0]
    made = [None] * steps
    for t in range(steps - 1, -1, -1) if reverse else range(steps):
        x, h = gates[t], torch.nn.functional.linear(state, weight, bias)
        if kind == "lstm":
            i, f, g, o = (x + h).chunk(4, -1)
            i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
            inside = f * cell + i * g
            out, acts = o * inside.tanh(), torch.cat([i, f, g, o], -1)
        elif kind == "gru":
            (xr, xz, xn), (hr, hz, inside) = x.chunk(3, -1), h.chunk(3, -1)
            r, z = (xr + hr).sigmoid(), (xz + hz).sigmoid()
            n = (xn + r * inside).tanh()
            out, acts = (1 - z) * n + z * state, torch.cat([r, z, n], -1)
        else:
            out = torch.tanh(x + h) if kind == "tanh" else torch.relu(x + h)
            acts, inside = out, out[:, :0]
        if lengths is not None:
            on = (t < lengths)[:, None]
            out, acts = torch.where(on, out, state), torch.where(on, acts, 0)
            inside = torch.where(on, inside, cell if kind == "lstm" else 0)
        state = out
        cell = inside if kind == "lstm" else None
        made[t] = (out, inside, acts)
    return [torch.stack(parts) for parts in zip(*made)]


def layer_gradient(
    grad_states,
    weight,
    state,
    states,
    cells,
    activations,
    cell=None,
    grad_cells=None,
    grad_activations=None,
    lengths=None,
    kind="lstm",
    reverse=False,
):
    """A function of what stands in it: the cells' derivatives at the given states, cells and activations."""
    steps, n, h = states.shape
    order = range(steps) if reverse else range(steps - 1, -1, -1)
    of_gates, of_inside = [None] * steps, [None] * steps
    now = torch.zeros(n, h)
    of_cell = torch.zeros(n, h)
    for t in order:
        before = t + 1 if reverse else t - 1
        first = before < 0 or before >= steps
        old, old_cell = (state, cell) if first else (states[before], cells[before])
        on = torch.ones(n, 1, dtype=torch.bool) if lengths is None else (t < lengths)[:, None]
        a = activations[t].chunk(GATES[kind], -1)
        more = [0] * len(a) if grad_activations is None else grad_activations[t].chunk(len(a), -1)
        now = now + grad_states[t]
        inside = now[:, :0]
        if kind == "lstm":
            if grad_cells is not None:
                of_cell = of_cell + grad_cells[t]
            (i, f, g, o), bent = a, cells[t].tanh()
            total = of_cell + now * o * (1 - bent**2)
            of = [
                (total * g + more[0]) * i * (1 - i),
                (total * old_cell + more[1]) * f * (1 - f),
                (total * i + more[2]) * (1 - g**2),
                (now * bent + more[3]) * o * (1 - o),
            ]
            of_cell, direct = torch.where(on, total * f, of_cell), 0
            through = torch.cat(of, -1)
        elif kind == "gru":
            r, z, made = a
            sum_ = (now * (1 - z) + more[2]) * (1 - made**2)
            of = [(sum_ * cells[t] + more[0]) * r * (1 - r), (now * (old - made) + more[1]) * z * (1 - z), sum_]
            inside, direct = sum_ * r + (0 if grad_cells is None else grad_cells[t]), now * z
            through = torch.cat([of[0], of[1], inside], -1)
        else:
            slope = 1 - a[0] ** 2 if kind == "tanh" else (a[0] > 0).to(a[0].dtype)
            of, direct = [(now + more[0]) * slope], 0
            through = of[0]
        of_gates[t] = torch.where(on, torch.cat(of, -1), 0)
        of_inside[t] = torch.where(on, inside, 0)
        now = torch.where(on, direct + through @ weight, now)
    return torch.stack(of_gates), torch.stack(of_inside), now, of_cell if kind == "lstm" else of_cell[:, :0]


def network(
    name,
    x,
    weights,
    state=None,
    cell=None,
    lengths=None,
    num_layers=1,
    bias=True,
    bidirectional=False,
    batch_first=False,
    nonlinearity="tanh",
):
    """torch.nn.LSTM, GRU or RNN with these weights: the output and the last states."""
    projected = len(weights) == num_layers * (2 if bidirectional else 1) * (5 if bias else 3)
    more = {"nonlinearity": nonlinearity} if name == "RNN" else {}
    if name == "LSTM" and projected:
        more["proj_size"] = weights[1].shape[1]
    size = weights[0].shape[0] // {"LSTM": 4, "GRU": 3, "RNN": 1}[name]
    more |= {"num_layers": num_layers, "bias": bias, "batch_first": batch_first, "bidirectional": bidirectional}
    module = getattr(torch.nn, name)(x.shape[-1], size, **more)
    given = dict(zip([key for key, _ in module.named_parameters()], weights))
    start = None if state is None else (state, cell) if name == "LSTM" else state
    if start is None and name == "LSTM" and cell is not None:
        raise NotImplementedError
    if lengths is None:
        output, last = torch.func.functional_call(module, given, (x, start))
    else:
        pack = torch.nn.utils.rnn.pack_padded_sequence
        packed = pack(x, lengths, batch_first, enforce_sorted=False)
        found, last = torch.func.functional_call(module, given, (packed, start))
        total = x.shape[1 if batch_first else 0]
        output, _ = torch.nn.utils.rnn.pad_packed_sequence(found, batch_first, 0.0, total)
    return [output, *last] if name == "LSTM" else [output, last]


def weights_of(name, t="float32", inputs=3, size=2, layers=1, directions=1, bias=True, projection=0):
    """Of all layers and directions, in PyTorch's order."""
    gates, out, made = {"LSTM": 4, "GRU": 3, "RNN": 1}[name] * size, projection or size, []
    for layer in range(layers):
        for _ in range(directions):
            shapes = [(gates, directions * out if layer else inputs), (gates, out)]
            shapes += [(gates,), (gates,)] if bias else []
            shapes += [(projection, size)] if projection else []
            made += [numbers(shape, t, len(made) + i, -0.8, 0.8) for i, shape in enumerate(shapes)]
    return made


class Networks(Suite):
    """torch.nn.LSTM, GRU or RNN as a function of its weights; the results are records."""

    def __init__(self, subject: str, name: str) -> None:
        self.module = name
        super().__init__(subject)

    def __call__(self, case, /, **given):
        options = {k: v for k, v in given.items() if k not in ("dropout", "training")}
        found = by_torch(lambda **named: network(self.module, **named))(**options)
        dtype = self.result_dtype(given)
        parts = {key: Array(x, dtype).record("table") for key, x in zip(["output", "state", "cell"], found)}
        super().__call__(case, expect={"record": parts}, **given)


def networks(subject: str, name: str) -> Networks:
    suite = Networks(subject, name)
    lstm = name == "LSTM"
    parts = {"LSTM": 4, "GRU": 3, "RNN": 1}[name]

    def operands(t="float32", steps=3, n=2, batch_first=False, start=True, **how):
        shape = (n, steps, 3) if batch_first else (steps, n, 3)
        rows, out = how.get("layers", 1) * how.get("directions", 1), how.get("projection") or 2
        made = {"x": numbers(shape, t), "weights": weights_of(name, t, **how)}
        if start:
            made["state"] = numbers((rows, n, out), t, 7)
            made |= {"cell": numbers((rows, n, 2), t, 8)} if lstm else {}
        return made | ({"batch_first": True} if batch_first else {})

    both = {"layers": 2, "directions": 2}
    options = {"num_layers": 2, "bidirectional": True}
    lengths = array([1, 3], "int64")
    suite.each(FLOATING, operands)
    suite("no first states", **operands(start=False))
    suite("null for the first states", **operands(start=False), state=None, lengths=None)
    suite("without biases", **operands(bias=False), bias=False)
    suite("two layers", **operands(layers=2), num_layers=2)
    suite("both directions", **operands(directions=2), bidirectional=True)
    suite("two layers, both directions", **operands(**both), **options)
    suite("examples first", **operands(batch_first=True, **both), **options)
    suite("lengths", **operands(), lengths=lengths)
    suite("lengths, two layers, both directions", **operands(**both), **options, lengths=lengths)
    suite("lengths, examples first", **operands(batch_first=True), lengths=array([3, 2], "int32"))
    alone = operands(**both)
    one = {k: Array(v.values[:, 0], "float32") for k, v in alone.items() if k != "weights"}
    suite("one sequence", weights=alone["weights"], **one, **options)
    first = {"batch_first": True}
    suite("one sequence, examples first", weights=alone["weights"], **one, **options, **first)
    suite("dropout, not training", **operands(**both), **options, dropout=0.5, training=False)
    suite("dropout behind the last layer", **operands(), dropout=0.5, training=True)
    suite("promoted", **{**operands(), "x": numbers((3, 2, 3), "float64")})
    suite("larger", x=numbers((7, 5, 9)), weights=weights_of(name, inputs=9, size=17))
    suite.fails("one axis", "shape", "x", ["[3]"], x=numbers((3,)), weights=weights_of(name))
    suite.fails("too few weights", "value", "weights", ["3", "4"], x=numbers((3, 2, 3)), weights=weights_of(name)[:3])
    wrong = weights_of(name)
    wrong[1] = numbers((parts * 2, 3))
    suite.fails("other weights", "shape", "weights", ["{1}", f"[{parts * 2}, 3]"], x=numbers((3, 2, 3)), weights=wrong)
    suite.fails("another state", "shape", "state", ["[1, 1, 2]"], **{**operands(), "state": numbers((1, 1, 2))})
    suite.fails("too few lengths", "shape", "lengths", ["[1]"], **operands(), lengths=array([1], "int64"))
    suite.fails(
        "lengths of one sequence", "shape", "lengths", [], x=numbers((3, 3)), weights=weights_of(name), lengths=lengths
    )
    beyond = array([1, 4], "int64")
    suite.fails("a length beyond the end", "value", "lengths", ["4"], **operands(), lengths=beyond)
    suite.fails("more layers than weights", "value", "weights", ["4"], **operands(), num_layers=2**52)
    suite.fails("no layers", "value", "num_layers", ["0"], **operands(), num_layers=0)
    suite.fails("dropout above 1", "value", "dropout", ["1.5"], **operands(), dropout=1.5)
    suite.refuses(FLOATING, lambda t: {**operands(), "x": numbers((3, 2, 3), t)}, "x")

    def derive(case, make):
        names = tuple(make("float64"))
        gradients(suite, lambda *given: network(name, **dict(zip(names, given))), make, case)

    derive("gradient", operands)
    derive(
        "gradient, lengths, two layers, both directions,",
        lambda t: {**operands(t, **both), **options, "lengths": lengths},
    )

    zero = [Array(np.zeros(w.shape), "float32") for w in weights_of(name, layers=2, bias=False)]
    zero[0] = numbers(zero[0].shape)
    dropped = suite.script("what dropout drops")
    given = {"x": numbers((3, 2, 3)), "weights": zero, "bias": False, "num_layers": 2}
    made = call(subject, **given, dropout=1.0, training=True)
    dropped.expect(field("output", made), array(np.zeros((3, 2, 2))))
    return suite
