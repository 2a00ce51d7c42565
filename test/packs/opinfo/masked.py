"""torch.masked: elements outside a mask do not take part, so they become what changes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from . import named, networks, reductions  # noqa: F401 — their mappings are looked up
from .registry import MAPPINGS, F, every, maps


def _filled(x: Any, mask: Any, value: float) -> Any:
    return x if mask is None else F.where(mask, x, value)


def _least(x: Any) -> float:
    return -math.inf if x.dtype.is_floating else -(2**63)


def _most(x: Any) -> float:
    return math.inf if x.dtype.is_floating else 2**63 - 1


# Positions have the type of the elements, and so has the logarithm of a sum.
SAME_TYPE = ("argmax", "argmin", "logsumexp")
NEUTRAL: dict[str, Callable[[Any], float]] = {
    "amax": _least,
    "amin": _most,
    "argmax": _least,
    "argmin": _most,
    "logsumexp": lambda x: -math.inf,
    "prod": lambda x: 1,
    "sum": lambda x: 0,
    "cumprod": lambda x: 1,
    "cumsum": lambda x: 0,
    "softmax": lambda x: -math.inf,
    "log_softmax": lambda x: -math.inf,
}


def _masked(name: str) -> None:
    function = MAPPINGS[name]

    @maps(f"masked.{name}")
    def call(x: Any, *args: Any, mask: Any = None, **options: Any) -> Any:
        whole = x if x.dtype.is_floating or name != "logsumexp" else x.astype("float64")
        found = function(_filled(whole, mask, NEUTRAL[name](whole)), *args, **options)
        return found.astype(x.dtype) if name in SAME_TYPE else found


for _name in NEUTRAL:
    _masked(_name)

maps("masked.softmin")(lambda x, dim, mask=None: F.softmin(_filled(x, mask, math.inf), dim))


@maps("masked.mean")
def mean(x: Any, *, mask: Any = None, dim: Any = None, keepdim: bool = False) -> Any:
    total = F.sum(_filled(x, mask, 0), every(dim), keepdims=keepdim)
    return total / _count(x, mask, dim, keepdim)


def _count(x: Any, mask: Any, dim: Any, keepdim: bool) -> Any:
    there = F.ones_like(x) if mask is None else F.broadcast_to(mask, x.shape).astype(x.dtype)
    return F.sum(there, every(dim), keepdims=keepdim)


@maps("masked.logaddexp")
def logaddexp(x: Any, other: Any, *, input_mask: Any = None, other_mask: Any = None) -> Any:
    return F.logaddexp(_filled(x, input_mask, -math.inf), _filled(other, other_mask, -math.inf))


@maps("masked.norm")
def norm(x: Any, ord: Any, *, mask: Any = None, dim: Any = None, keepdim: bool = False) -> Any:
    return reductions.vector_norm(_filled(x, mask, _most(x) if ord == -math.inf else 0), ord, dim, keepdim)


@maps("masked.normalize")
def normalize(x: Any, ord: Any, dim: Any, eps: float = 1e-12, mask: Any = None) -> Any:
    return F.normalize(_filled(x, mask, 0), ord, axis=dim, eps=eps)


def _spread(name: str, finish: Callable[[Any], Any]) -> None:
    @maps(f"masked.{name}")
    def call(
        x: Any,
        dim: Any = None,
        unbiased: bool | None = None,
        *,
        mask: Any = None,
        keepdim: bool = False,
        correction: Any = None,
    ) -> Any:
        x = x if x.dtype.is_floating else x.astype("float64")
        correction = (1 if unbiased is None or unbiased else 0) if correction is None else correction
        count = _count(x, mask, dim, True)
        centred = x - F.sum(_filled(x, mask, 0), every(dim), keepdims=True) / count
        squares = F.sum(_filled(centred * centred, mask, 0), every(dim), keepdims=True)
        found = finish(squares / F.maximum(count - correction, 0))
        return found if keepdim else F.sum(found, every(dim))


_spread("var", lambda variance: variance)
_spread("std", lambda variance: F.sqrt(variance))
