"""The base of the errors. The rest of the hierarchy is generated from c-api/errors.yml."""

from __future__ import annotations

from typing import NoReturn


class MgError(RuntimeError):
    """An error of mixgrad. Its fields say what the message says.

    Attributes:
        code: Name of the error in the hierarchy that all languages share, such as ``shape``.
        operator: The function that was called, such as ``matmul``; or None.
        argument: The argument that was not accepted; or None.
        layer: Path of the layer in which it happened, such as ``head.0``; or None.
        given: What was given; or None.
        accepted: What would have been accepted; or None.
        hint: What may help; or None.
        shapes: The shapes that were involved; or None.
    """

    code = "error"
    operator: str | None = None
    argument: str | None = None
    layer: str | None = None
    given: str | None = None
    accepted: str | None = None
    hint: str | None = None
    shapes: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), str(self), self.__dict__)


def _restore(cls: type[MgError], message: str, fields: dict[str, str]) -> MgError:
    error = cls(message)
    error.__dict__.update(fields)
    return error


def make_error(code: int, message: str, fields: dict[str, str]) -> MgError:
    """The exception for a status of the engine."""
    from ..generated.errors import ERRORS

    error = ERRORS.get(code, MgError)(message)
    if "function" in fields:
        error.operator = fields.pop("function")
    for name, text in fields.items():
        setattr(error, name, text)
    return error


def raise_error(name: str, message: str, **fields: str) -> NoReturn:
    """Raises the error of that name, as the engine would."""
    from ..generated.errors import ERRORS

    for code, cls in ERRORS.items():
        if cls.code == name:
            raise make_error(code, message, dict(fields))
    raise MgError(message)
