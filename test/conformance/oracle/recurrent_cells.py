"""Recurrent cells that hold cells: Gluon's by their definitions, over torch.nn's in float64 with parameters of Philox.

A cell here goes from x and a list of states, of which those that are None are zeros, to its output and new states."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, numbers
from .expressions import call, field, get, item, key, new, var
from .layers import drawn
from .philox import Stream
from .pytorch import kept_scale, plain, tensor
from .suite import Script

States = list[torch.Tensor | None]
Result = tuple[torch.Tensor, list[torch.Tensor]]


class Plain:
    """A cell of torch.nn, with the parameters that the stream gives next."""

    def __init__(self, name: str, inputs: int, size: int, stream: Stream) -> None:
        self.module = drawn(getattr(torch.nn, name)(inputs, size), stream, 1 / np.sqrt(size))
        self.size, self.states = size, 2 if name == "LSTMCell" else 1
        self.own = new(name, input_size=inputs, hidden_size=size)

    def step(self, x: torch.Tensor, states: States) -> Result:
        before = [torch.zeros(*x.shape[:-1], self.size) if s is None else s for s in states]
        found = self.module(x, tuple(before) if self.states == 2 else before[0])
        after = list(found) if self.states == 2 else [found]
        return after[0], after

    def named_parameters(self) -> dict[str, torch.Tensor]:
        return dict(self.module.named_parameters())


class Holder:
    """What holds cells: children by name."""

    def __init__(self, **children: object) -> None:
        self.children = children

    def named_parameters(self) -> dict[str, torch.Tensor]:
        return {
            f"{name}.{key}": parameter
            for name, child in self.children.items()
            for key, parameter in child.named_parameters().items()
        }


class Zoneout(Holder):
    """Where a mask of Philox drops, the former value stays; the former output is the last state."""

    def __init__(self, base: Plain, outputs: float, states: float, stream: Stream | None) -> None:
        super().__init__(base_cell=base)
        self.base, self.p_outputs, self.p_states, self.stream = base, outputs, states, stream
        self.states = base.states + (outputs > 0)

    def keep(self, p: float, now: torch.Tensor, before: torch.Tensor | None) -> torch.Tensor:
        if p == 0 or self.stream is None:
            return now
        changes = self.stream.fractions(now.numel()).reshape(now.shape) >= p
        return torch.where(tensor(changes), now, torch.zeros_like(now) if before is None else before)

    def step(self, x: torch.Tensor, states: States) -> Result:
        inner = states[: self.base.states]
        output, after = self.base.step(x, inner)
        if self.p_outputs > 0:
            output = self.keep(self.p_outputs, output, states[-1])
        after = [self.keep(self.p_states, now, before) for now, before in zip(after, inner)]
        return output, after + ([output] if self.p_outputs > 0 else [])


class Residual(Holder):
    def __init__(self, base: Plain) -> None:
        super().__init__(base_cell=base)
        self.base, self.states = base, base.states

    def step(self, x: torch.Tensor, states: States) -> Result:
        output, after = self.base.step(x, states)
        return output + x, after


def dropped(x: torch.Tensor, p: float, stream: Stream) -> torch.Tensor:
    return x * tensor(np.where(stream.fractions(x.numel()).reshape(x.shape) < p, 0, kept_scale(p)))


def unrolled(cell: object, x: torch.Tensor, states: States | None = None, lengths: list[int] | None = None) -> Result:
    """Step by step. What is behind the end of a sequence is 0, and its states are looked up where it ends."""
    start = [None] * cell.states if states is None else states
    now, outputs, seen = start, [], []
    for one in x:
        output, now = cell.step(one, now)
        outputs.append(output)
        seen.append(now)
    out = torch.stack(outputs)
    if lengths is None:
        return out, now
    behind = torch.arange(len(x))[:, None] >= torch.tensor(lengths)
    ends = [
        torch.stack(
            [
                seen[n - 1][k][i] if n > 0 else torch.zeros_like(seen[0][k][i]) if start[k] is None else start[k][i]
                for i, n in enumerate(lengths)
            ]
        )
        for k in range(cell.states)
    ]
    return out.masked_fill(behind[..., None], 0), ends


def from_both_ends(
    there: object, back: object, x: torch.Tensor, states: States | None = None, lengths: list[int] | None = None
) -> Result:
    """Each sequence by itself, so that none has an end before the last step."""
    first = [None] * (there.states + back.states) if states is None else states
    if lengths is None:
        a, after = unrolled(there, x, first[: there.states])
        b, before = unrolled(back, x.flip(0), first[there.states :])
        return torch.cat([a, b.flip(0)], -1), after + before
    outputs, ends = [], []
    for i, n in enumerate(lengths):
        own = [None if s is None else s[i] for s in first]
        out, states_of_one = from_both_ends(there, back, x[:n, i], own)
        outputs.append(torch.cat([out, torch.zeros(len(x) - n, out.shape[1])]))
        ends.append(states_of_one)
    return torch.stack(outputs, 1), [torch.stack(parts) for parts in zip(*ends)]


def unroll(**given: object) -> dict[str, object]:
    return call("RecurrentCell.unroll", self_=var("cell"), **given)


def step(**given: object) -> dict[str, object]:
    return call("RecurrentCell.forward_with_states", self_=var("cell"), **given)


def expect(script: Script, made: dict[str, object], found: Result, dtype: str = "float32") -> None:
    """Output and states of a step or a run."""
    output, states = found
    script.let("made", made)
    script.expect(field("output", var("made")), Array(plain(output), dtype))
    for i, state in enumerate(states):
        script.expect(item(i, field("states", var("made"))), Array(plain(state), dtype))


def starts(*shapes: tuple[int, ...]) -> list[Array]:
    return [numbers(shape, seed=7 + i) for i, shape in enumerate(shapes)]


def parameters(script: Script, cell: object) -> None:
    for name, parameter in cell.named_parameters().items():
        script.expect(key(name, call("Module.named_parameters", self_=var("cell"))), Array(plain(parameter), "float32"))


def gradients(script: Script, cell: object, made: dict[str, object], output: torch.Tensor) -> None:
    """Of the sum of squares of the output."""
    output.square().sum().backward()
    script.do(call("backward", x=call("sum", x=call("square", x=field("output", made)))))
    for name, parameter in cell.named_parameters().items():
        own = key(name, call("Module.named_parameters", self_=var("cell")))
        script.expect(get("Tensor.grad", own), Array(plain(parameter.grad), "float32"))


__all__ = [
    "Holder",
    "Plain",
    "Residual",
    "Zoneout",
    "dropped",
    "expect",
    "from_both_ends",
    "gradients",
    "parameters",
    "starts",
    "step",
    "unroll",
    "unrolled",
]
