"""Collects the cases of one function or class; `generate.py` writes them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Array
from .dtypes import ANY, promoted, promoted_with
from .expressions import arguments, call, literal, number

SUITES: list[Suite] = []


def dtype_of(*given: object) -> str:
    """The promoted dtype of arrays and numbers."""
    arrays = [a.dtype for a in given if isinstance(a, Array)]
    out = promoted(*arrays)
    for value in given:
        if isinstance(value, (bool, int, float)):
            out = promoted_with(out, value)
    return out


def plain(value: object) -> object:
    """Arrays as NumPy's, in lists too."""
    if isinstance(value, Array):
        return value.values
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def value(expected: object, tolerance: str | None) -> dict[str, object]:
    """What a result has to be. Arrays and floats within the tolerance of their dtype; "exact" is to the bit."""
    if isinstance(expected, Array):
        return expected.record(tolerance)
    if isinstance(expected, dict):
        return expected
    if isinstance(expected, bytes):
        return {"bytes": expected.hex()}
    if isinstance(expected, (list, tuple)):
        return {"list": [value(item, tolerance) for item in expected]}
    if isinstance(expected, (bool, np.bool_)):
        return {"bool": bool(expected)}
    if isinstance(expected, (int, np.integer)):
        return {"int": int(expected)}
    if isinstance(expected, (float, np.floating)):
        return {"float": number(float(expected)), **({} if tolerance is None else {"tolerance": tolerance})}
    if isinstance(expected, str):
        return {"string": expected}
    assert expected is None
    return {"null": True}


class Suite:
    """Cases of one subject. `reference` gets the arguments by name, arrays as NumPy's (floats in float64), and gives the
    result, whose dtype is `result`: a name, or a rule that gets the arguments as they are."""

    def __init__(
        self,
        subject: str,
        reference: Callable[..., object] | None = None,
        result: str | Callable[..., str] | None = None,
        exact: bool = False,
    ) -> None:
        self.subject, self.reference, self.result = subject, reference, result
        self.tolerance = "exact" if exact else "table"
        self.cases: list[dict[str, object]] = []
        # What test/fuzz varies: arguments that the reference was given, and functions that gave gradients.
        self.referred: list[tuple[dict[str, object], dict[str, object]]] = []
        self.differentiated: list[tuple[dict[str, object], dict[str, object]]] = []
        self.keeps: tuple[str, ...] = ()  # arguments that go with one another: test/fuzz leaves them as they are
        self.oracle = ""  # generate.py says which
        self.elsewhere: list[dict[str, str]] = []
        self.folder = "classes" if subject[0].isupper() else ""  # Linear and linear are one name on some disks
        SUITES.append(self)

    def add(self, name: str, case: dict[str, object], options: dict[str, object]) -> None:
        identifier = f"{self.subject}/{name}"
        assert all(c["id"] != identifier for c in self.cases), f"two cases {identifier}"
        self.cases.append({"id": identifier, **case, **options})

    def __call__(
        self, name: str, /, *, expect: object = None, options: dict[str, object] | None = None, **given: object
    ) -> None:
        """One call. Without `expect` the reference says what comes out."""
        if expect is None:
            assert self.reference is not None
            with np.errstate(all="ignore"):
                expect = self.typed(self.reference(**{k: plain(v) for k, v in given.items()}), given)
            self.referred.append((given, options or {}))
        self.add(name, {"arguments": arguments(given), "equals": value(expect, self.tolerance)}, options or {})

    def typed(self, found: object, given: dict[str, object]) -> object:
        """The reference's result in the result's dtype."""
        if isinstance(found, (Array, dict)):
            return found
        if isinstance(found, (list, tuple)):
            return [self.typed(item, given) for item in found]
        return Array(found, self.result_dtype(given))

    def result_dtype(self, given: dict[str, object]) -> str:
        if isinstance(self.result, str):
            return self.result
        if self.result is not None:
            return self.result(**given)
        items = [item for value in given.values() for item in (value if isinstance(value, list) else [value])]
        return promoted(*[item.dtype for item in items if isinstance(item, Array)])

    def each(self, dtypes: list[str], make: Callable[[str], dict[str, object]], name: str = "") -> None:
        """A case for each dtype."""
        for dtype in dtypes:
            self(f"{name} {dtype}".strip(), **make(dtype))

    def fails(
        self,
        name: str,
        /,
        code: str,
        argument: str | None = None,
        mentions: list[str] | None = None,
        operator: str | None = None,
        options: dict[str, object] | None = None,
        **given: object,
    ) -> None:
        """A call that must fail. In `mentions` a number in braces counts from 0 and is shown as the caller counts."""
        named = None if operator == "any" else operator or self.subject  # where a language makes it of others
        error = {"code": code, "operator": named, "argument": argument, "mentions": mentions or []}
        self.add(name, {"arguments": arguments(given), "error": error}, options or {})

    def refuses(self, accepted: list[str], make: Callable[[str], dict[str, object]], argument: str) -> None:
        """One case of a dtype that is not accepted."""
        for dtype in [d for d in ANY if d not in accepted][:1]:
            self.fails(f"refuses {dtype}", "dtype", argument, [dtype], **make(dtype))

    def caused_elsewhere(self, code: str, test: str, why: str, function: str | None = None) -> None:
        """An error that no case can cause; `test` is the file and the name of the one that does."""
        file, name = test.split(": ")
        self.elsewhere.append(
            {"function": function or self.subject, "code": code, "file": file, "test": name, "why": why}
        )

    def script(self, name: str, /, **options: object) -> Script:
        script = Script(self)
        self.add(name, {"steps": script.steps}, options)
        return script


class Script:
    """A case of several steps."""

    def __init__(self, suite: Suite) -> None:
        self.suite, self.steps = suite, []  # type: Suite, list[dict[str, object]]

    def seed(self, seed: int) -> None:
        self.steps.append({"seed": seed})

    def let(self, name: str, expression: object) -> dict[str, object]:
        self.steps.append({"let": name, "be": literal(expression)})
        return {"var": name}

    def do(self, expression: object) -> None:
        self.steps.append({"do": expression})

    def expect(self, expression: object, expected: object, exact: bool = False) -> None:
        self.steps.append({"expect": expression, "equals": value(expected, "exact" if exact else "table")})

    def fails(
        self,
        expression: dict[str, object],
        code: str,
        argument: str | None = None,
        mentions: list[str] | None = None,
        operator: str | None = None,
    ) -> None:
        named = operator or expression.get("call") or f"{expression.get('new')}.new"
        named = None if named == "any" else named  # where it depends on what the language overrides
        self.steps.append(
            {"fails": expression, "code": code, "operator": named, "argument": argument, "mentions": mentions or []}
        )


__all__ = ["SUITES", "Script", "Suite", "call", "dtype_of"]
