"""Element types as objects; a string with the name is accepted wherever one is."""

from __future__ import annotations


class DType:
    """Type of a tensor's elements, such as ``mixgrad.float32``. Equal to its own name."""

    __slots__ = ("itemsize", "name", "number")

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.number = number
        bits = "".join(c for c in name if c.isdigit())
        self.itemsize = int(bits) // 8 if bits else 1

    def __repr__(self) -> str:
        return f"mixgrad.{self.name}"

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DType):
            return self.number == other.number
        return self.name == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[object, ...]:
        return _named, (self.name,)

    @property
    def is_floating(self) -> bool:
        """Whether its numbers have fractions."""
        return "float" in self.name


def _named(name: str) -> DType:
    from ..generated import dtypes

    return dtypes.DTYPES[name]
