"""`opinfo:run` is what the pack's own runner calls: an operator of PyTorch with its arguments, carried out by mixgrad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mixgrad as mg
import numpy as np

from . import (  # noqa: F401 — each enters its mappings
    creation,
    elementwise,
    indexing,
    joining,
    losses,
    masked,
    named,
    networks,
    order,
    products,
    reductions,
    shapes,
)
from .registry import KEEPS, MAPPINGS, is_tensor, promoted


def run(operator: str, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
    with mg.no_grad():
        return [_array(value) for value in _outputs(operator, _tensors(args), _tensors(kwargs))]


def gradients(
    operator: str, args: list[Any], kwargs: dict[str, Any], cotangents: list[Any], wrt: Sequence[Sequence[Any]]
) -> list[Any]:
    given = {"args": _tensors(args), "kwargs": _tensors(kwargs)}
    leaves = [_at(given, path) for path in wrt]
    for leaf in leaves:
        leaf.requires_grad = True
    outputs = _outputs(operator, given["args"], given["kwargs"])
    terms = [
        (output * mg.tensor(cotangent)).sum()
        for output, cotangent in zip(outputs, cotangents, strict=True)
        if cotangent is not None and output.requires_grad
    ]
    if terms:
        mg.stack(terms).sum().backward()
    return [None if leaf.grad is None else _array(leaf.grad) for leaf in leaves]


run.grad = gradients  # type: ignore[attr-defined]


def _outputs(operator: str, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
    if operator not in MAPPINGS:
        raise NotImplementedError(operator)
    try:
        return _carried_out(operator, args, kwargs)
    except mg.MgIndexError:
        if not any(is_tensor(value) and value.ndim == 0 for value in args):
            raise
    # To PyTorch a tensor without axes has one when an axis is named.
    lifted = [value.reshape(1) if is_tensor(value) and value.ndim == 0 else value for value in args]
    masks = {key: value.reshape(1) if is_tensor(value) and value.ndim == 0 else value for key, value in kwargs.items()}
    found = _carried_out(operator, lifted, masks)
    return [value.reshape(()) if is_tensor(value) and value.shape == (1,) else value for value in found]


def _carried_out(operator: str, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
    function = MAPPINGS[operator]
    try:
        found = _listed(function(*args, **kwargs))
    except mg.DTypeError:
        found = _listed(function(*promoted(args), **promoted(kwargs)))
    dtype = next((value.dtype for value in args if is_tensor(value)), None)
    if operator not in KEEPS or dtype is None or dtype.is_floating:
        return found
    return [value.astype(dtype) if is_tensor(value) and value.dtype.is_floating else value for value in found]


def _listed(found: Any) -> list[Any]:
    return list(found) if isinstance(found, (list, tuple)) else [found]


def _tensors(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return mg.tensor(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_tensors(item) for item in value)
    if isinstance(value, dict):
        return {key: _tensors(item) for key, item in value.items()}
    return value


def _at(value: Any, path: Sequence[Any]) -> Any:
    for step in path:
        value = value[step]
    return value


def _array(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_array(item) for item in value]
    return np.asarray(value) if is_tensor(value) else value
