"""The library as a whole: threads, memory, what it was built with."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .. import _core


class Memory(NamedTuple):
    """Counters of the whole library."""

    tensors: int
    """Tensors alive."""
    handles: int
    """Handles of all kinds alive."""
    objects: int
    """Objects alive."""
    bytes: int
    """Bytes in use by tensors."""
    peak_bytes: int
    """Most bytes in use so far."""
    pool_bytes: int
    """Bytes held by the pool and not in use."""
    limit_bytes: int
    """The limit; 0 is none."""


def memory() -> Memory:
    """Reads the counters of the whole library.

    Example:
        >>> mg.memory().tensors
        0
    """
    return Memory(**_core.memory())


def set_memory_limit(limit: int) -> None:
    """Sets a limit on the bytes in use by tensors; a call that would pass it raises OutOfMemoryError.

    Args:
        limit: In bytes; 0 is no limit.
    """
    _core.set_memory_limit(limit)


def trim_memory() -> None:
    """Gives pooled memory that is not in use back to the system."""
    _core.trim_memory()


def set_threads(threads: int) -> None:
    """Sets how many threads kernels may use; results do not depend on it.

    Args:
        threads: At least 1, which is the caller alone.
    """
    _core.set_threads(threads)


def get_threads() -> int:
    """How many threads kernels may use."""
    return _core.threads()


def build() -> dict[str, Any]:
    """Facts of the build and of this machine: compiler, vector instructions, libraries, threads."""
    return json.loads(_core.build())
