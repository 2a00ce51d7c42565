"""What makes an object of the engine a sequence, or a mapping, of Python's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def from_start(index: Any, length: int) -> int:
    """Negative numbers count from the end; what is out of range stays as it was given, for the message."""
    number = index.__index__()
    return number + length if -length <= number < 0 else number


def length(self: Any) -> int:
    """How many there are."""
    return self.length


def item(self: Any, index: Any) -> Any:
    """The one at a place, or with a slice another of these, of some of them."""
    if isinstance(index, slice):
        return type(self)(*(self.get(place) for place in range(*index.indices(self.length))))
    return self.get(from_start(index, self.length) if hasattr(index, "__index__") else index)


def items(self: Any) -> Iterator[Any]:
    """One after the other."""
    place = 0
    while place < self.length:
        yield self.get(place)
        place += 1


def names(self: Any) -> Iterator[str]:
    """The names, in their order."""
    return iter(self.names())


def has_name(self: Any, name: object) -> bool:
    """Whether there is one of this name."""
    return name in self.names()
