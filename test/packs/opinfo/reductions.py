"""Reductions, cumulative sums and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .elementwise import maximum, minimum
from .registry import F, every, is_tensor, maps, promoted


def _reduction(operator: str, name: str) -> None:
    @maps(operator)
    def reduce(x: Any, dim: Any = None, keepdim: bool = False, dtype: str | None = None) -> Any:
        return getattr(F, name)(x if dtype is None else x.astype(dtype), every(dim), keepdims=keepdim)


for _operator, _name in {
    "all": "all",
    "any": "any",
    "count_nonzero": "count_nonzero",
    "logsumexp": "logsumexp",
    "mean": "mean",
    "nanmean": "nanmean",
}.items():
    _reduction(_operator, _name)


def _counted(operator: str, name: str) -> None:
    """Booleans count as whole numbers in sums and products."""

    @maps(operator)
    def reduce(x: Any, dim: Any = None, keepdim: bool = False, dtype: str | None = None) -> Any:
        kind = dtype or x.dtype
        numbers = x.astype("int64" if kind == "bool" else kind)
        if operator == "nansum" and numbers.dtype.is_floating:
            numbers = F.where(F.isnan(numbers), 0.0, numbers)
        found = getattr(F, name)(numbers, every(dim), keepdims=keepdim)
        return found if dtype is None else found.astype(dtype)


for _operator, _name in {"sum": "sum", "nansum": "sum", "prod": "prod"}.items():
    _counted(_operator, _name)


def extreme(name: str) -> Callable[..., Any]:
    """The largest or smallest; of booleans too, for which `any` and `all` are that."""

    def reduce(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        if x.dtype == "bool":
            return getattr(F, "any" if name == "max" else "all")(x, every(dim), keepdims=keepdim)
        return getattr(F, name)(x, every(dim), keepdims=keepdim)

    return reduce


amax = maps("amax")(extreme("max"))
amin = maps("amin")(extreme("min"))


@maps("aminmax")
def aminmax(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    return amin(x, dim, keepdim), amax(x, dim, keepdim)


def _max_or_min(name: str) -> None:
    pair = maximum if name == "max" else minimum

    @maps(name)
    def reduce(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        if is_tensor(dim):
            return pair(x, dim)
        values = extreme(name)(x, dim, keepdim)
        if dim is None:
            return values
        whole = x.astype("int64") if x.dtype == "bool" else x
        return values, getattr(F, f"arg{name}")(whole, dim, keepdims=keepdim)


for _name in ("max", "min"):
    _max_or_min(_name)


def _spread(operator: str, *functions: str) -> None:
    @maps(operator)
    def reduce(
        x: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, correction: Any = None
    ) -> Any:
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if correction is None:
            correction = 1 if unbiased is None or unbiased else 0
        found = []
        for name in functions:
            options = {} if name == "mean" else {"correction": correction}
            found.append(getattr(F, name)(x, every(dim), keepdims=keepdim, **options))
        return found


_spread("std", "std")
_spread("var", "var")
_spread("std_mean", "std", "mean")
_spread("var_mean", "var", "mean")


@maps("diff")
def diff(x: Any, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Any:
    ends = {name: end for name, end in (("prepend", prepend), ("append", append)) if end is not None}
    if x.dtype == "bool":  # whether neighbours differ
        ends = {name: end.astype("int64") for name, end in ends.items()}
        return F.not_equal(F.remainder(F.diff(x.astype("int64"), axis=dim, n=n, **ends), 2), 0)
    return F.diff(x, axis=dim, n=n, **ends)


def between(x: Any, dim: int, start: int, stop: int) -> Any:
    """A part of an axis; the stop counts from the end if it is negative."""
    key = [slice(None)] * x.ndim
    key[dim] = slice(start, stop if stop else None)
    return x[tuple(key)]


def _trapezes(y: Any, x: Any, dx: float, dim: int) -> Any:
    y = promoted(y)
    widths = dx
    if x is not None:
        x = promoted(x)
        widths = F.diff(x, axis=dim if x.ndim == y.ndim else -1)
    return (between(y, dim, 0, -1) + between(y, dim, 1, 0)) * 0.5 * widths


@maps("trapezoid", "trapz")
def trapezoid(y: Any, x: Any = None, dx: float = 1, dim: int = -1) -> Any:
    return F.sum(_trapezes(y, x, dx, dim), dim)


@maps("cumulative_trapezoid")
def cumulative_trapezoid(y: Any, x: Any = None, dx: float = 1, dim: int = -1) -> Any:
    return F.cumulative_sum(_trapezes(y, x, dx, dim), dim)


@maps("linalg.vector_norm")
def vector_norm(x: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False) -> Any:
    return F.vector_norm(x, axis=every(dim), keepdims=keepdim, ord=ord)


@maps("norm")
def norm(x: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False) -> Any:
    if p == "nuc":
        return F.matrix_norm(x, keepdims=keepdim, ord=p)
    return vector_norm(x, 2 if p == "fro" else p, dim, keepdim)


@maps("linalg.matrix_norm")
def matrix_norm(x: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Any:
    if tuple(dim) != (-2, -1):
        found = F.matrix_norm(F.moveaxis(x, list(dim), [-2, -1]), ord=ord, keepdims=keepdim)
        return F.moveaxis(found, [-2, -1], list(dim)) if keepdim else found
    return F.matrix_norm(x, ord=ord, keepdims=keepdim)


@maps("linalg.norm")
def linalg_norm(x: Any, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Any:
    if ord is None or (x.ndim == 1 and dim is None) or isinstance(dim, int):
        return vector_norm(x, 2 if ord is None else ord, dim, keepdim)
    return matrix_norm(x, ord, (-2, -1) if dim is None else dim, keepdim)


maps("cdist")(lambda x1, x2, p=2.0, mode=None: F.cdist(x1, x2, p))
maps("dist")(lambda x, other, p=2: vector_norm(x - other, p))


@maps("sum_to_size")
def sum_to_size(x: Any, *size: Any) -> Any:
    shape = size[0] if len(size) == 1 and isinstance(size[0], (list, tuple)) else size
    leading = x.ndim - len(shape)
    axes = [axis for axis in range(x.ndim) if axis < leading or shape[axis - leading] != x.shape[axis]]
    return F.reshape(F.sum(x, axes), tuple(shape)) if axes else x
