"""Sorting, searching, and the values that stand at a place of the sorted ones."""

from __future__ import annotations

import math
from typing import Any

from .registry import F, is_tensor, maps, promoted


@maps("sort")
def sort(x: Any, dim: int = -1, descending: bool = False, stable: bool = True) -> Any:
    options = {"descending": bool(descending), "stable": stable}
    return F.sort(x, dim, **options), F.argsort(x, dim, **options)


maps("msort")(lambda x: F.sort(x, 0))


@maps("topk")
def topk(x: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    return F.topk(x, k, dim, largest=largest)


@maps("searchsorted")
def searchsorted(
    sorted_sequence: Any,
    x: Any,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
) -> Any:
    if sorter is not None or not is_tensor(x):
        x = x if is_tensor(x) else F.asarray(x).astype(sorted_sequence.dtype)
    if sorted_sequence.ndim > 1:
        raise NotImplementedError("a sorted sequence for each row")
    options = {} if sorter is None else {"sorter": sorter}
    found = F.searchsorted(sorted_sequence, x, side=side or ("right" if right else "left"), **options)
    return found.astype("int32") if out_int32 else found


@maps("bucketize")
def bucketize(x: Any, boundaries: Any, out_int32: bool = False, right: bool = False) -> Any:
    return searchsorted(boundaries, x, out_int32, right)


maps("isin")(lambda elements, tests: F.isin(elements, tests))


@maps("median")
def median(x: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """The lower of two middle values."""
    if dim is None:
        return F.take(F.sort(F.reshape(x, (-1,)), 0), F.asarray((x.size - 1) // 2), 0)
    return _pick(x, dim, keepdim, F.asarray((_length(x, dim) - 1) // 2))


@maps("nanmedian")
def nanmedian(x: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """NaNs are sorted to the end, so the middle of the others is counted from the front."""
    if dim is None:
        return _pick(F.reshape(x, (-1,)), 0, False, _middle_of_numbers(F.reshape(x, (-1,)), 0))[0]
    return _pick(x, dim, keepdim, _middle_of_numbers(x, dim))


def _middle_of_numbers(x: Any, dim: int) -> Any:
    there = F.logical_not(F.isnan(x)) if x.dtype.is_floating else F.ones_like(x, dtype="bool")
    if x.ndim == 0:
        return F.asarray(0)
    return F.maximum((F.sum(there.astype("int64"), dim, keepdims=True) - 1) // 2, 0)


def _length(x: Any, dim: int) -> int:
    return x.shape[dim] if x.ndim else 1


def _pick(x: Any, dim: int, keepdim: bool, place: Any) -> Any:
    """The value at a place of the sorted axis, and where it stood."""
    if x.ndim == 0:
        return x, F.asarray(0)
    order = F.argsort(x, dim, stable=True)
    shape = [1 if axis == dim % x.ndim else size for axis, size in enumerate(x.shape)]
    indices = F.take_along_axis(order, F.broadcast_to(place, shape), dim)
    values = F.take_along_axis(x, indices, dim)
    return (values, indices) if keepdim else (F.squeeze(values, dim), F.squeeze(indices, dim))


@maps("kthvalue")
def kthvalue(x: Any, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    return _pick(x, dim, keepdim, F.asarray(k - 1))


@maps("quantile")
def quantile(x: Any, q: Any, dim: int | None = None, keepdim: bool = False, interpolation: str = "linear") -> Any:
    """Between the two sorted elements that stand around the place."""
    line, axis = (F.reshape(x, (-1,)), 0) if dim is None or x.ndim == 0 else (x, dim % x.ndim)
    ordered = F.sort(line, axis)
    shares = F.unstack(q) if is_tensor(q) and q.ndim else [q]
    found = [_between(ordered, axis, share, interpolation) for share in shares]
    if keepdim:
        shape = [1 if dim is None or i == axis else n for i, n in enumerate(x.shape)]
        found = [F.reshape(each, tuple(shape)) for each in found]
    return F.stack(found, 0) if is_tensor(q) and q.ndim else found[0]


def _between(ordered: Any, axis: int, share: Any, interpolation: str) -> Any:
    last = ordered.shape[axis] - 1
    place = (share.item() if is_tensor(share) else share) * last
    low, high = math.floor(place), math.ceil(place)
    weights = {
        "linear": share * last - low,
        "midpoint": 0.5,
        "lower": 0.0,
        "higher": 1.0,
        "nearest": round(place) - low,
    }
    below, above = (F.take(ordered, F.asarray(at), axis) for at in (low, high))
    return below if low == high else F.lerp(below, above, weights[interpolation])


@maps("unique")
def unique(
    x: Any, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: Any = None
) -> Any:
    if dim is not None:
        raise NotImplementedError("unique slices along an axis")
    found = F.unique_all(x)
    return [found.values, *([found.inverse_indices] * return_inverse), *([found.counts] * return_counts)]


@maps("cov")
def cov(x: Any, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    x = promoted(F.reshape(x, (1, -1)) if x.ndim < 2 else x)
    repeats = F.ones_like(x[0]) if fweights is None else fweights.astype(x.dtype)
    weights = repeats if aweights is None else repeats * aweights.astype(x.dtype)
    total = F.sum(weights)
    centred = x - F.sum(x * weights, 1, keepdims=True) / total
    inner = F.sum(weights * weights / repeats) if aweights is not None else total
    found = F.matmul(centred * weights, F.matrix_transpose(centred)) / (total - correction * inner / total)
    return F.reshape(found, ()) if found.size == 1 else found
