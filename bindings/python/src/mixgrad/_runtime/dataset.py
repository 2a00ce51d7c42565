"""Datasets have a length and are indexed, as Python's sequences are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import _core
from .containers import from_start
from .objects import EngineObject

_get = _core.function("Dataset.get")
_get_batch = _core.function("Dataset.get_batch")
_length = _core.function("Dataset.length")


class DatasetBase(EngineObject):
    """Base of ``Dataset``. A subclass defines ``__len__`` and ``__getitem__`` for one index."""

    def __len__(self) -> int:
        return _length(self)

    def __getitem__(self, index: int | slice | Sequence[int]) -> tuple[Any, ...]:
        """One item, or with a slice or a list a batch of items, as a tuple of tensors."""
        if isinstance(index, slice):
            return tuple(_get_batch(self, range(*index.indices(len(self)))))
        if hasattr(index, "__index__"):
            return tuple(_get(self, from_start(index, len(self))))
        return tuple(_get_batch(self, [from_start(item, len(self)) for item in index]))
