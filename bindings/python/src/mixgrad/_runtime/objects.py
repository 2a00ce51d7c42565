"""The base of the wrappers of the engine's objects, and what generated code is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from .. import _core
from .errors import raise_error

F = TypeVar("F", bound=Callable[..., Any])
construct = _core.construct
function = _core.function

CLASSES: dict[str, type] = {}


class EngineObject(_core.Object):
    """An object of the engine. Equal only to itself; alive as long as Python or the engine holds it."""

    _kind = "open"
    # Request of the engine -> (method here, what it returns).
    _overridable: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *_arguments: Any, **_named: Any) -> None:
        raise_error("type", f"{type(self).__name__} objects are made by the engine only")

    def __init_subclass__(cls) -> None:
        if cls.__module__.startswith("mixgrad."):
            return
        for base in cls.__mro__[1:]:
            kind = base.__dict__.get("_kind")
            if kind == "open":
                return
            if kind is not None:
                raise_error("type", f"{base.__name__} can't be subclassed: it is {kind}, not open")

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if any(name == method for method, _ in self._overridable.values()):
            self._tell_overrides()

    def _overrides(self) -> str:
        """The requests that methods of the user's answer, for the engine."""
        return ",".join(request for request, (method, _) in self._overridable.items() if is_overridden(self, method))

    def __reduce__(self) -> Any:
        raise_error("type", f"a {type(self).__name__} can't be pickled: save it with its own save")


def is_overridden(made: EngineObject, method: str) -> bool:
    """Whether a method is the user's, not this package's."""
    if method in made.__dict__:
        return True
    holder = next((cls for cls in type(made).__mro__ if method in cls.__dict__), EngineObject)
    return not holder.__module__.startswith("mixgrad.")


def register(cls: type) -> type:
    """Makes a generated class the one for the engine's class of that name."""
    CLASSES[cls.__name__] = cls
    return cls


def of(engine_function: Any) -> Callable[[F], F]:
    """Marks a Python function as standing for one of the engine, so that it can be an argument."""

    def mark(python_function: F) -> F:
        python_function.mixgrad_function = engine_function  # type: ignore[attr-defined]
        return python_function

    return mark


def member(name: str, doc: str, *, write: bool = False, convert: Callable[[Any], Any] | None = None) -> property:
    """A property of the engine's object."""

    def get(self: Any) -> Any:
        value = self._get(name)
        return value if convert is None else convert(value)

    def put(self: Any, value: Any) -> None:
        self._set(name, value)

    return property(get, put if write else None, None, doc)


def walk(self: Any) -> Iterator[Any]:
    """Iterates over the engine's object."""
    return self._iterate()


def spread(sizes: tuple[Any, ...]) -> Any:
    """``(2, 3)`` of ``f(2, 3)``, of ``f((2, 3))`` and of an array with these numbers."""
    if len(sizes) != 1 or isinstance(sizes[0], int):
        return sizes
    only = sizes[0].tolist() if hasattr(sizes[0], "tolist") else sizes[0]
    return (only,) if isinstance(only, int) else only


def listed(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """``(a, b)`` of ``F(a, b)``, of ``F([a, b])`` and of ``F(x for x in (a, b))``."""
    return tuple(items[0]) if len(items) == 1 and isinstance(items[0], (list, tuple, Iterator)) else items


def holding(made: Any, owner: Any) -> Any:
    """An object that a method made and that stands on the method's own, which the engine alone would not keep alive."""
    made._keep(owner)
    return made


def as_bytes(value: Any) -> Any:
    """Other buffers are copied."""
    return bytes(value) if isinstance(value, (bytearray, memoryview)) else value


def as_slice(value: Any) -> Any:
    """The slice of a ``range``; one that goes over an end of the sequence has none."""
    if not isinstance(value, range):
        return value
    if not value:
        return slice(0, 0)
    first, last, step = value[0], value[-1], value.step
    if (first < 0) != (last < 0):
        return list(value)  # which the engine refuses
    stop = last + step
    return slice(first, stop if (stop < 0) == (first < 0) else None, step)


def as_record(value: Any) -> Any:
    """The fields by name: of a mapping, or of a named tuple."""
    if isinstance(value, Mapping):
        return dict(value)
    return value._asdict() if hasattr(value, "_asdict") else value
