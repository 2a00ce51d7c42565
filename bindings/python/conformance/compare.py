"""What was found against what the plan expects; never with mixgrad's own comparisons."""

from __future__ import annotations

import math
from typing import Any

import mixgrad as mg
import numpy as np
from bits import array_of

SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class Mismatch(Exception):
    """The text says what was expected and what was found."""


def number(value: Any) -> float:
    return SPECIAL[value] if isinstance(value, str) else float(value)


def check(found: Any, expected: dict[str, Any]) -> None:
    kind = next(iter(expected))
    value = expected[kind]
    if kind == "tensor":
        return check_tensor(found, value)
    if kind == "float":
        return check_float(found, number(value), expected)
    if kind == "bytes":
        return same(isinstance(found, bytes) and found == bytes.fromhex(value), found, value)
    if kind == "null":
        return same(found is None, found, "None")
    if kind in ("bool", "int", "string"):
        # A shape or a dtype is compared by what Python's own == says of it.
        python = {"bool": bool, "int": int, "string": str}[kind]
        return same(found == value and (kind != "bool" or isinstance(found, python)), found, value)
    if kind == "contains":
        return same(isinstance(found, str) and all(text in found for text in value), found, f"a text with {value}")
    if kind == "list":
        same(isinstance(found, (list, tuple)) and len(found) == len(value), found, f"{len(value)} items")
        for item, wanted in zip(found, value, strict=True):
            check(item, wanted)
        return None
    fields = found if isinstance(found, dict) else found._asdict()
    same(fields.keys() == value.keys(), list(fields), list(value))
    for name, wanted in value.items():
        check(fields[name], wanted)


def same(fits: bool, found: Any, expected: Any) -> None:
    if not fits:
        raise Mismatch(f"expected {expected!r}, found {found!r}")


def check_float(found: Any, wanted: float, limits: dict[str, Any]) -> None:
    same(isinstance(found, float), found, wanted)
    fits = (
        close(np.float64(found), np.float64(wanted), limits)
        if "relative" in limits
        else found == wanted or (math.isnan(found) and math.isnan(wanted))
    )
    same(bool(fits), found, wanted)


def close(found: np.ndarray, wanted: np.ndarray, limits: dict[str, Any]) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        near = np.abs(found - wanted) <= limits["absolute"] + limits["relative"] * np.abs(wanted)
    finite = np.isfinite(found) & np.isfinite(wanted)
    return np.where(finite, near, (found == wanted) | (np.isnan(found) & np.isnan(wanted)))


def check_tensor(found: Any, wanted: dict[str, Any]) -> None:
    same(isinstance(found, mg.Tensor), found, "a tensor")
    same(found.dtype.name == wanted["dtype"], found.dtype, wanted["dtype"])
    same(list(found.shape) == wanted["shape"], found.shape, wanted["shape"])
    elements, expected = np.asarray(found), array_of(wanted)
    if "relative" in wanted:
        fits = close(elements.astype(np.float64), expected.astype(np.float64), wanted)
    elif elements.dtype.kind == "f":
        bits = np.dtype(f"u{elements.dtype.itemsize}")
        fits = (elements.view(bits) == expected.view(bits)) | (np.isnan(elements) & np.isnan(expected))
    else:
        fits = elements == expected
    if not np.all(fits):
        at = tuple(int(i) for i in np.argwhere(~np.atleast_1d(fits))[0])
        raise Mismatch(f"at {at} expected {np.atleast_1d(expected)[at]!r}, found {np.atleast_1d(elements)[at]!r}")


def check_error(error: BaseException, step: dict[str, Any]) -> None:
    if not isinstance(error, mg.MgError):
        raise Mismatch(f"expected an error of {step['code']}, found {type(error).__name__}: {error}")
    same(error.code == step["code"], f"{error.code}: {error}", step["code"])
    for field in ("operator", "argument"):
        if step[field] is not None:
            same(getattr(error, field) == step[field], f"{field} {getattr(error, field)}: {error}", step[field])
    for text in step["message"]:
        same(text in str(error), str(error), f"a message with {text!r}")
