"""Expressions of cases: what stands as an argument, and the calls of step scripts. All count from 0."""

from __future__ import annotations

import math

import numpy as np

from .arrays import Array


def literal(value: object) -> object:
    """As the case files have it: floats are marked, since JSON's 1.0 may come back as 1."""
    if isinstance(value, Array):
        return value.record()
    if isinstance(value, (np.bool_, np.integer)):
        return value.item()
    if isinstance(value, (float, np.floating)):
        return {"float": number(float(value))}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, (list, tuple)):
        return {"list": [literal(item) for item in value]}
    return value


def number(value: float) -> float | str:
    if math.isnan(value):
        return "nan"
    return ("inf" if value > 0 else "-inf") if math.isinf(value) else value


def arguments(given: dict[str, object]) -> dict[str, object]:
    return {name: literal(value) for name, value in given.items()}


def var(name: str) -> dict[str, object]:
    return {"var": name}


def call(function: str, /, **given: object) -> dict[str, object]:
    """A function, or with `self_` a method (`Linear.forward`)."""
    self_ = given.pop("self_", None)
    out: dict[str, object] = {"call": function, "arguments": arguments(given)}
    return out if self_ is None else {**out, "self": literal(self_)}


def new(cls: str, /, **given: object) -> dict[str, object]:
    return {"new": cls, "arguments": arguments(given)}


def get(name: str, of: object) -> dict[str, object]:
    """A property: `Linear.weight`, `Tensor.grad`."""
    return {"get": name, "of": literal(of)}


def put(name: str, of: object, to: object) -> dict[str, object]:
    return {"set": name, "of": literal(of), "to": literal(to)}


def item(index: int, of: object) -> dict[str, object]:
    return {"item": index, "of": literal(of)}


def field(name: str, of: object) -> dict[str, object]:
    return {"field": name, "of": literal(of)}


def key(name: str, of: object) -> dict[str, object]:
    return {"key": name, "of": literal(of)}


def iterate(of: object) -> dict[str, object]:
    return {"iterate": literal(of)}


def mapping(entries: dict[str, object]) -> dict[str, object]:
    return {"map": arguments(entries)}


def part(start: int | None, stop: int | None, step: int | None = None, *, of: int) -> dict[str, object]:
    """A range as an argument: Python's slice of something that has `of` items."""
    return {"slice": [start, stop, step], "size": of}


def record(**fields: object) -> dict[str, object]:
    """A record as an argument."""
    return {"record": arguments(fields)}


def host(parameters: list[str], body: object) -> dict[str, object]:
    return {"host": {"parameters": parameters, "body": literal(body)}}


def subclass(cls: str, **methods: object) -> dict[str, object]:
    """An object of a class of the host's language that is derived from an open class; each method is a `host`."""
    return {"subclass": cls, "methods": methods}


def function(name: str) -> dict[str, object]:
    return {"function": name}


ALL, ELLIPSIS, NEWAXIS = "all", "ellipsis", "newaxis"


class Subscript(dict[str, object]):
    """A subscript as the case files have it; `given` is what it was made of."""

    def __init__(self, given: tuple[object, ...]) -> None:
        super().__init__(subscript=[self.item(value) for value in given])
        self.given = given

    @staticmethod
    def item(value: object) -> object:
        if isinstance(value, slice):
            return {"slice": [value.start, value.stop, value.step]}
        return value.record() if isinstance(value, Array) else value


def subscript(*items: object) -> Subscript:
    """Integers, slices, ALL, ELLIPSIS and NEWAXIS; arrays of positions or of truths, and truths."""
    return Subscript(items)


def crossed(*positions: list[int]) -> tuple[Array, ...]:
    """Positions along several axes, of which each goes with each."""
    count = len(positions)
    return tuple(
        Array(np.reshape(own, [-1 if axis == k else 1 for axis in range(count)]), "int64")
        for k, own in enumerate(positions)
    )


def selection(program: Subscript) -> tuple[object, ...]:
    """The same as NumPy's index."""
    names = {"all": slice(None), "ellipsis": Ellipsis, "newaxis": None}
    return tuple(
        names[value] if isinstance(value, str) else value.values if isinstance(value, Array) else value
        for value in program.given
    )
