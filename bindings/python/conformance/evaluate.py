"""Expressions of the plan, by the public package alone."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import mixgrad as mg
from bits import tensor_of
from compare import number

Expression = dict[str, Any]
FOLDER = "build/conformance"

OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "@": operator.matmul, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "neg": operator.neg, "abs": operator.abs,
    "+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "/=": operator.itruediv,
}  # fmt: skip


class Evaluator:
    def __init__(self, variables: dict[str, Any] | None = None) -> None:
        self.variables = variables or {}

    def value(self, expression: Expression) -> Any:
        ((kind, body),) = expression.items()
        return getattr(self, f"_{kind}")(body)

    def _var(self, name: str) -> Any:
        return self.variables[name]

    def _tensor(self, record: Expression) -> Any:
        return tensor_of(record)

    def _null(self, _: object) -> None:
        return None

    def _bool(self, value: bool) -> bool:
        return value

    def _int(self, value: int) -> int:
        return value

    def _float(self, value: float | str) -> float:
        return number(value)

    def _string(self, value: str) -> str:
        return value

    _device = _string

    def _dtype(self, name: str) -> Any:
        return getattr(mg, name, name)  # what is none is refused by its name

    def _enum(self, value: Expression) -> str:
        return value["value"]

    def _path(self, name: str) -> str:
        return f"{FOLDER}/{name}"

    def _list(self, items: list[Expression]) -> list[Any]:
        return [self.value(item) for item in items]

    def _map(self, entries: Expression) -> dict[str, Any]:
        return {name: self.value(item) for name, item in entries.items()}

    def _subscript(self, items: list[Any]) -> tuple[Any, ...]:
        words = {"all": slice(None), "ellipsis": Ellipsis, "newaxis": None}

        def one(item: Any) -> Any:
            if isinstance(item, str):
                return words[item]
            if "tensor" in item or "bool" in item:
                return self.value(item)
            return item["at"] if "at" in item else slice(item["from"], item["to"], item["by"])

        return tuple(one(item) for item in items)

    def _bytes(self, digits: str) -> bytes:
        return bytes.fromhex(digits)

    def _slice(self, bounds: Expression) -> slice:
        return slice(0, 0) if "empty" in bounds else slice(bounds["from"], bounds["to"], bounds["by"])

    def _record(self, record: Expression) -> Any:
        fields = self._map(record["fields"])
        cls = found(record)
        return cls(**fields) if set(fields) == set(cls._fields) else fields  # a mapping will do as well

    def _function(self, place: Expression) -> Any:
        return found(place)

    def _host(self, host: Expression) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            return Evaluator({**self.variables, **dict(zip(host["parameters"], given, strict=True))}).value(
                host["body"]
            )

        return run

    def _subclass(self, subclass: Expression) -> Any:
        def method(host: Expression) -> Callable[..., Any]:
            run = self.value(host)
            return lambda _self, *given: run(*given)

        return type("Derived", (found(subclass),), {name: method(host) for name, host in subclass["methods"].items()})()

    def _arguments(self, call: Expression) -> tuple[list[Any], dict[str, Any]]:
        places: list[Any] = []
        for item in call["positional"]:
            places += self._list(item["spread"]) if "spread" in item else [self.value(item)]
        return places, self._map(call["named"])

    def _call(self, call: Expression) -> Any:
        places, named = self._arguments(call)
        return found(call)(*places, **named)

    _new = _call

    def _curried(self, call: Expression) -> Any:
        places, named = self._arguments(call)
        return found(call)(*self._list(call["outer"]), **self._map(call["outerNamed"]))(*places, **named)

    def _method(self, call: Expression) -> Any:
        places, named = self._arguments(call)
        return getattr(self.value(call["self"]), call["name"])(*places, **named)

    def _operator(self, call: Expression) -> Any:
        operands = [self.value(operand) for operand in call["operands"]]
        if call["operator"] == "getitem":
            return operands[0][operands[1]]
        if call["operator"] == "setitem":
            operands[0][operands[1]] = operands[2]
            return operands[0]
        result = OPERATORS[call["operator"]](*operands)
        if call["operator"].endswith("=") and call["operator"][:-1] in "+-*/" and "var" in call["operands"][0]:
            self.variables[call["operands"][0]["var"]] = result
        return result

    def _get(self, get: Expression) -> Any:
        return getattr(self.value(get["of"]), get["name"])

    def _set(self, put: Expression) -> None:
        setattr(self.value(put["of"]), put["name"], self.value(put["to"]))

    def _item(self, item: Expression) -> Any:
        return self.value(item["of"])[item["index"]]

    def _field(self, field: Expression) -> Any:
        return getattr(self.value(field["of"]), field["name"])

    def _key(self, key: Expression) -> Any:
        return self.value(key["of"])[key["key"]]

    def _iterate(self, walk: Expression) -> list[Any]:
        return list(self.value(walk["of"]))


def found(place: Expression) -> Any:
    """A function or class of the package, by its namespace and name."""
    module = mg
    for part in [p for p in place["namespace"].split(".") if p]:
        module = getattr(module, part)
    return getattr(module, place["name"])
