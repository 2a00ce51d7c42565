"""Reductions, sorting, products and layers."""

from __future__ import annotations

from typing import Any

from .operators import F, maps


def _axes(axis: Any) -> Any:
    return list(axis) if isinstance(axis, tuple) else axis


def _reduction(ours: str, *names: str, wide: bool = False) -> None:
    @maps(*names)
    def operator(x: Any, axis: Any = None, keepdims: Any = False, dtype: str | None = None, **_: Any) -> Any:
        floating = dtype is None or not dtype.startswith("float")
        numbers = x if floating else x.astype(dtype)
        if wide and not numbers.dtype.is_floating:
            numbers = numbers.astype("float32")
        found = getattr(F, ours)(numbers, _axes(axis), keepdims=bool(keepdims))
        return found if dtype is None else found.astype(dtype)


for _ours, *_names in (
    ("sum", "sum", "_np_sum"),
    ("prod", "prod", "_np_prod"),
    ("max", "max", "_np_amax"),
    ("min", "min", "_np_amin"),
    ("all", "_np_all"),
    ("any", "_np_any"),
):
    _reduction(_ours, *_names)
_reduction("mean", "mean", "_npi_mean", wide=True)


def _without_nan(ours: str, instead: float, name: str) -> None:
    maps(name)(lambda x, axis=None, **_: getattr(F, ours)(F.where(F.isnan(x), instead, x), _axes(axis)))


_without_nan("sum", 0.0, "nansum")
_without_nan("prod", 1.0, "nanprod")


def _spread(ours: str) -> None:
    @maps(f"_npi_{ours}")
    def operator(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False, dtype: str | None = None) -> Any:
        numbers = x if dtype is None else x.astype(dtype)
        return getattr(F, ours)(numbers, _axes(axis), keepdims=keepdims, correction=ddof)


_spread("std")
_spread("var")


@maps("_npi_average")
def average(x: Any, weights: Any = None, axis: Any = None, returned: bool = False, weighted: bool = True) -> Any:
    if weights is None:
        found = F.mean(x, _axes(axis))
        total = F.full((), x.size / max(1, found.size), dtype=x.dtype)
        return [found, total] if returned else found
    if weights.ndim == 1 and x.ndim > 1:
        totals = F.sum(weights)
        weights = F.reshape(weights, [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)])
    else:
        totals = F.sum(weights, _axes(axis))
    found = F.sum(x * weights, _axes(axis)) / totals
    return [found, totals] if returned else found


@maps("norm")
def norm(x: Any, ord: int = 2, axis: Any = None, keepdims: bool = False) -> Any:
    return F.sqrt(F.sum(F.square(x), _axes(axis), keepdims=keepdims))


@maps("_npi_norm")
def numpy_norm(x: Any, ord: float = 2, axis: Any = None, keepdims: bool = False, flag: int = 0) -> Any:
    if axis is None or not isinstance(axis, tuple):
        raise NotImplementedError("a norm whose order stands in a flag")
    if len(axis) == 1:
        return F.vector_norm(x, axis=list(axis), keepdims=keepdims, ord=ord)
    return F.matrix_norm(F.moveaxis(x, list(axis), [-2, -1]), keepdims=keepdims, ord=ord)


def _place(ours: str, *names: str) -> None:
    @maps(*names)
    def operator(x: Any, axis: Any = None, keepdims: Any = False) -> Any:
        line = F.reshape(x, (-1,)) if x.ndim == 0 else x
        found = getattr(F, ours)(line, axis, keepdims=bool(keepdims))
        return F.reshape(found, ()) if x.ndim == 0 else found


_place("argmin", "_npi_argmin")
_place("argmax", "_npi_argmax")


def _old_place(ours: str, name: str) -> None:
    """Positions have the type of the elements."""

    @maps(name)
    def operator(x: Any, axis: Any = None, keepdims: Any = False) -> Any:
        return getattr(F, ours)(x, axis, keepdims=bool(keepdims)).astype(x.dtype)


_old_place("argmin", "argmin")
_old_place("argmax", "argmax")
maps("argmax_channel")(lambda x: F.argmax(x, 1).astype(x.dtype))


@maps("cumsum")
def cumsum(x: Any, axis: Any = None, dtype: str | None = None) -> Any:
    line, along = (F.reshape(x, (-1,)), 0) if axis is None else (x, axis)
    return F.cumulative_sum(line if dtype is None else line.astype(dtype), along)


def _line(x: Any, axis: Any) -> tuple[Any, int]:
    return (F.reshape(x, (-1,)), 0) if axis is None or x.ndim == 0 else (x, axis)


@maps("sort")
def sort(x: Any, axis: Any = -1, is_ascend: bool = True) -> Any:
    line, along = _line(x, axis)
    return F.sort(line, along, descending=not is_ascend)


@maps("argsort")
def argsort(x: Any, axis: Any = -1, is_ascend: bool = True, dtype: str = "float32") -> Any:
    line, along = _line(x, axis)
    return F.argsort(line, along, descending=not is_ascend).astype(dtype)


@maps("topk")
def topk(
    x: Any, axis: Any = -1, k: int = 1, ret_typ: str = "indices", is_ascend: bool = False, dtype: str = "float32"
) -> Any:
    line, along = _line(x, axis)
    values, indices = F.topk(line, k, along, largest=not is_ascend)
    if ret_typ == "mask":
        rows = F.sum(F.one_hot(indices, line.shape[along]), along % line.ndim)
        return F.reshape(F.moveaxis(rows, -1, along).astype(x.dtype), x.shape)
    return {"value": values, "indices": indices.astype(dtype), "both": [values, indices.astype(dtype)]}[ret_typ]


def _turned(x: Any, turn: bool) -> Any:
    return F.swapaxes(x, x.ndim - 2, x.ndim - 1) if turn else x


@maps("dot", "batch_dot")
def dot(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    return F.matmul(_turned(a, transpose_a), _turned(b, transpose_b))


@maps("_np_dot")
def numpy_dot(a: Any, b: Any) -> Any:
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return F.tensordot(a, b, x1_axes=[a.ndim - 1], x2_axes=[max(0, b.ndim - 2)])


maps("_npi_einsum")(lambda *tensors, subscripts, optimize=0: F.einsum(list(tensors), subscripts))


def _softmax(name: str) -> None:
    maps(name)(lambda x, axis=-1, **_: getattr(F, name)(x, axis))


for _name in ("softmax", "log_softmax", "softmin"):
    _softmax(_name)


@maps("BatchNorm")
def batch_norm(
    x: Any,
    gamma: Any,
    beta: Any,
    mean: Any,
    var: Any,
    *,
    axis: int,
    eps: float,
    momentum: float,
    fix_gamma: bool,
    output_mean_var: bool,
) -> Any:
    """In training; of outputs besides there are the mean and one by the standard deviation."""
    weight = F.ones_like(gamma) if fix_gamma else gamma
    front = F.moveaxis(x, axis, 1) if x.ndim > 1 else x
    found = F.batch_norm(front, weight=weight, bias=beta, training=True, eps=eps)
    found = F.moveaxis(found, 1, axis) if x.ndim > 1 else found
    if not output_mean_var:
        return found
    others = [i for i in range(x.ndim) if i != axis % x.ndim]
    return [found, F.mean(x, others), 1 / F.sqrt(F.var(x, others) + eps)]


maps("_contrib_allclose")(
    lambda a, b, rtol, atol, equal_nan: F.allclose(a, b, rtol, atol=atol, equal_nan=equal_nan).astype("uint8")
)
