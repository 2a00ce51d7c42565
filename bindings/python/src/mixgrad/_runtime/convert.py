"""What the extension does not convert by itself: arrays of others, NumPy's scalars and types, iterables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import raise_error

_PYTHON_TYPES = {bool: "bool", int: "int64", float: "float32"}


def unusual(value: Any) -> Any:
    """Turns a value that the extension does not know into one that it does, or raises MgTypeError."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, type):
        name = _PYTHON_TYPES.get(value, value.__name__)
        return _dtype(name) or _reject(value)
    if hasattr(value, "__dlpack__") or _is_buffer(value):
        return _array(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "name") and type(value).__name__.endswith(("dtype", "DType")):
        return _dtype(str(value.name)) or _reject(value)
    if hasattr(value, "__index__"):
        return value.__index__()
    if hasattr(value, "__array__"):
        return _array(value)
    if hasattr(value, "__float__"):
        return float(value)
    if isinstance(value, Iterable):
        return list(value)
    return _reject(value)


def _array(value: Any) -> Any:
    from .creation import asarray

    if getattr(value, "shape", None) == () and hasattr(value, "item") and not hasattr(value, "__setitem__"):
        return value.item()  # a scalar of NumPy
    return asarray(value)


def _is_buffer(value: Any) -> bool:
    if isinstance(value, (bytes, bytearray)):
        return False
    try:
        memoryview(value)
    except TypeError:
        return False
    return True


def _dtype(name: str) -> Any:
    from ..generated.dtypes import DTYPES

    return DTYPES.get(name)


def _reject(value: Any) -> Any:
    return raise_error("type", f"a {type(value).__name__} can't be an argument", given=type(value).__name__)
