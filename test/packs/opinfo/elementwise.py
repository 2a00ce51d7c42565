"""Elementwise operators that are a short expression of functions here, or differ in what their arguments are."""

from __future__ import annotations

import math
from typing import Any

from .registry import F, is_tensor, maps, promoted


def _boolean(*values: Any) -> bool:
    return all(is_tensor(value) and value.dtype == "bool" for value in values)


@maps("add", "__radd__")
def add(x: Any, other: Any, alpha: float = 1) -> Any:
    if _boolean(x, other):
        return F.logical_or(x, other)
    return x + (other if alpha == 1 else alpha * other)


@maps("sub")
def sub(x: Any, other: Any, alpha: float = 1) -> Any:
    return x - (other if alpha == 1 else alpha * other)


@maps("rsub", "__rsub__")
def rsub(x: Any, other: Any, alpha: float = 1) -> Any:
    return sub(other, x, alpha)


@maps("__rmul__")
def rmul(x: Any, other: Any) -> Any:
    return F.logical_and(x, other) if _boolean(x, other) else other * x


@maps("div")
def div(x: Any, other: Any, rounding_mode: str | None = None) -> Any:
    if rounding_mode == "floor":
        return F.floor_divide(x, other)
    if rounding_mode is None:
        return F.divide(x, other)
    if x.dtype.is_floating:
        return F.trunc(F.divide(x, other))
    return F.trunc(F.divide(promoted(x), promoted(other))).astype(x.dtype)


maps("__rdiv__")(lambda x, other: F.reciprocal(x) * promoted(other))
maps("square")(lambda x: F.square(x.astype("int64") if x.dtype == "bool" else x))
maps("atan2")(lambda x, other: F.atan2(promoted(x), promoted(other)))
maps("__rmod__")(lambda x, other: F.remainder(other, x))
maps("__rpow__")(lambda x, other: F.pow(other, x))
maps("__rand__")(lambda x, other: F.bitwise_and(other, x))
maps("__ror__")(lambda x, other: F.bitwise_or(other, x))
maps("__rxor__")(lambda x, other: F.bitwise_xor(other, x))
maps("float_power")(lambda x, other: F.pow(x.astype("float64"), other.astype("float64")))
maps("ldexp")(lambda x, other: x * F.pow(2.0, promoted(other)))
maps("addcmul")(lambda x, tensor1, tensor2, value=1: x + value * (tensor1 * tensor2))
maps("addcdiv")(lambda x, tensor1, tensor2, value=1: x + value * (tensor1 / tensor2))
maps("equal")(lambda x, other: x.shape == other.shape and bool(F.all(F.equal(x, other))))
maps("deg2rad")(lambda x: x * (math.pi / 180))
maps("rad2deg")(lambda x: x * (180 / math.pi))
maps("real")(lambda x: x)
maps("isreal")(lambda x: F.ones_like(x, dtype="bool"))
maps("isposinf")(lambda x: F.equal(x, math.inf) if x.dtype.is_floating else F.zeros_like(x, dtype="bool"))
maps("isneginf")(lambda x: F.equal(x, -math.inf) if x.dtype.is_floating else F.zeros_like(x, dtype="bool"))
maps("angle")(lambda x: F.where(F.isnan(x), x, F.where(F.less(x, 0), math.pi, 0.0 * x)))
maps("special.xlog1py")(lambda x, y: F.xlogy(x, 1 + y))
maps("special.entr")(lambda x: -F.xlogy(x, x))
maps("special.ndtr")(lambda x: 0.5 * F.erfc(x * -math.sqrt(0.5)))
maps("nn.functional.prelu")(lambda x, weight: F.prelu(x, weight))


@maps("round")
def round(x: Any, decimals: int = 0) -> Any:
    if decimals == 0:
        return F.round(x)
    scale = 10.0 ** abs(decimals)
    return F.round(x * scale) / scale if decimals > 0 else F.round(x / scale) * scale


@maps("clamp")
def clamp(x: Any, min: Any = None, max: Any = None) -> Any:
    bounds = [None if bound is None else bound.astype(x.dtype) if is_tensor(bound) else bound for bound in (min, max)]
    return F.clip(x, bounds[0], max=bounds[1])


maps("clamp_min")(lambda x, min: F.maximum(x, min))
maps("clamp_max")(lambda x, max: F.minimum(x, max))


@maps("maximum")
def maximum(x: Any, other: Any) -> Any:
    return F.logical_or(x, other) if _boolean(x, other) else F.maximum(x, other)


@maps("minimum")
def minimum(x: Any, other: Any) -> Any:
    return F.logical_and(x, other) if _boolean(x, other) else F.minimum(x, other)


@maps("fmax")
def fmax(x: Any, other: Any) -> Any:
    return _without_nan(maximum, x, other)


@maps("fmin")
def fmin(x: Any, other: Any) -> Any:
    return _without_nan(minimum, x, other)


def _without_nan(function: Any, x: Any, other: Any) -> Any:
    """The other value where one of two is not a number."""
    if not x.dtype.is_floating:
        return function(x, other)
    return F.where(F.isnan(x), other, F.where(F.isnan(other), x, function(x, other)))


@maps("logit")
def logit(x: Any, eps: float | None = None) -> Any:
    inside = promoted(x)
    if eps is not None:
        low, high = eps, 1 - eps
        inside = F.where(F.less(inside, low), low, F.where(F.greater(inside, high), high, inside))
    return F.log(inside / (1 - inside))
