"""The default of an argument that has no literal in Python: the engine's own applies."""


class Absent:
    """Stands for an argument that is not given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<default>"


ABSENT = Absent()
