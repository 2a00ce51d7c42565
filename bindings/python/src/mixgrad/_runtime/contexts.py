"""What calls run under: recording, scopes, generators. The current context belongs to the thread."""

from __future__ import annotations

from contextlib import ContextDecorator
from typing import Any

from .. import _core


class _Within(ContextDecorator):
    """Makes a child of the current context current until the block ends."""

    def __init__(self) -> None:
        self._before: list[Any] = []

    def _child(self, context: Any) -> Any:
        raise NotImplementedError

    def __enter__(self) -> Any:
        self._before.append(_core.set_current(self._child(_core.current())))
        return self

    def __exit__(self, *_error: object) -> None:
        _core.set_current(self._before.pop())


class no_grad(_Within):
    """A block, or a decorated function, in which no gradients are recorded.

    Example:
        >>> with mg.no_grad():
        ...     y = x * 2
        >>> y.requires_grad
        False
    """

    def _child(self, context: Any) -> Any:
        return context.with_recording(False)


class enable_grad(_Within):
    """A block, or a decorated function, in which gradients are recorded again inside ``no_grad``."""

    def _child(self, context: Any) -> Any:
        return context.with_recording(True)


class use_generator(_Within):
    """A block in which random functions draw from another generator.

    Args:
        generator: A ``mixgrad.Generator``.
    """

    def __init__(self, generator: Any) -> None:
        super().__init__()
        self._generator = generator

    def _child(self, context: Any) -> Any:
        return context.with_generator(self._generator)


class Scope(_Within):
    """A block at whose end the tensors made in it are freed, except those that were kept.

    Python frees tensors by itself; scopes are for cycles and for parity with other languages. Using a tensor after the
    end of its scope is a DisposedError.

    Args:
        name: For messages.

    Example:
        >>> with mg.Scope() as scope:
        ...     kept = scope.keep(x + 1)
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self._name = name
        self._scope: Any = None

    def _child(self, context: Any) -> Any:
        self._scope = _core.new_scope(self._name)
        return context.with_scope(self._scope)

    def keep(self, tensor: _core.Tensor) -> _core.Tensor:
        """Moves a tensor out of the scope and gives it back."""
        return self._scope.keep(tensor)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._scope.close()


def manual_seed(seed: int) -> None:
    """Sets the generator of the current context to the start of a seed's sequence.

    Args:
        seed: Any integer of 64 bits. Equal seeds and equal programs give equal numbers in every language.

    Example:
        >>> mg.manual_seed(42)
    """
    _core.current().set_seed(seed)


def is_grad_enabled() -> bool:
    """Whether gradients are recorded here."""
    return _core.current().recording
