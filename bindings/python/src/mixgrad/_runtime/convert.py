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


def places(value: Any) -> Any:
    """What a list or an array in a subscript selects: a tensor of positions or truths, or one truth."""
    if isinstance(value, (list, tuple)):
        from .creation import tensor

        made = tensor(value)
        return tensor(value, dtype="int64") if made.size == 0 else made
    is_array = hasattr(value, "__dlpack__") or hasattr(value, "__array__") or _is_buffer(value)
    found = _array(value) if is_array else None
    if found is None or isinstance(found, float):
        accepted = "integers, slices, ..., None, and lists and tensors of integers or truths"
        name = type(value).__name__
        raise_error("type", f"a {name} can't be an index: an index is made of {accepted}", given=name)
    return found


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
