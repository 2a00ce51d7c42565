"""Answers the engine's requests: runs methods of the user's objects and the user's functions."""

from __future__ import annotations

from typing import Any

from .. import _core
from .creation import asarray


def serve(host: Any, method: str, arguments: tuple[Any, ...]) -> Any:
    """What a request asks for. Errors are carried through the engine and raised again by its caller."""
    if method == "call" or not isinstance(host, _core.Object):
        call = host if method == "call" else getattr(host, method)
        return call(*arguments)
    name, returns = type(host)._overridable.get(method, (method, ""))
    result = getattr(host, name)(*arguments)
    if returns == "none":
        return None
    if returns == "tensors":
        items = result if isinstance(result, (tuple, list)) else (result,)
        return [item if isinstance(item, _core.Tensor) else asarray(item) for item in items]
    return result
