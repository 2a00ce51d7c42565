"""Elements chosen by positions and masks, and put there."""

from __future__ import annotations

from typing import Any

import mixgrad as mg

from .registry import F, is_tensor, maps


def _advanced(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    return any(is_tensor(part) or isinstance(part, list) for part in parts)


@maps("__getitem__")
def getitem(x: Any, key: Any) -> Any:
    try:
        return x[key]
    except mg.MgTypeError as error:
        if _advanced(key):  # the package may lack lists and masks as subscripts
            raise NotImplementedError(str(error)) from error
        raise


@maps("masked_fill")
def masked_fill(x: Any, mask: Any, value: Any) -> Any:
    value = value if is_tensor(value) else F.asarray(value)
    return F.where(mask, value.astype(x.dtype), x)


@maps("masked_select")
def masked_select(x: Any, mask: Any) -> Any:
    return F.masked_select(x, mask)


@maps("nonzero")
def nonzero(x: Any, as_tuple: bool = False) -> Any:
    row = F.reshape(x, (1,)) if x.ndim == 0 else x
    found = list(F.nonzero(row))
    return found if as_tuple else F.stack(found, 1)[:, : x.ndim]


@maps("take")
def take(x: Any, index: Any) -> Any:
    return F.take(F.reshape(x, (-1,)), index, 0)


@maps("take_along_dim")
def take_along_dim(x: Any, indices: Any, dim: int | None = None) -> Any:
    if dim is None:
        return F.take_along_axis(F.reshape(x, (-1,)), F.reshape(indices, (-1,)), 0)
    return F.take_along_axis(x, F.where(F.less(indices, 0), indices + x.shape[dim], indices), dim)


@maps("index_select")
def index_select(x: Any, dim: int, index: Any) -> Any:
    return F.take(x, index, dim) if x.ndim else F.reshape(x, ())


def _places(index: Any) -> Any:
    """No numbers at all come as floats."""
    return index if "int" in str(index.dtype) else index.astype("int64")


def _of_truths(function: Any) -> Any:
    """Truths are added and multiplied as 0 and 1."""

    def called(x: Any, dim: int, index: Any, source: Any, *rest: Any, **options: Any) -> Any:
        if str(x.dtype) != "bool":
            return function(x, dim, index, source, *rest, **options)
        source = source.astype("uint8") if is_tensor(source) else int(source)
        return function(x.astype("uint8"), dim, index, source, *rest, **options).astype("bool")

    return called


@maps("gather")
def gather(x: Any, dim: int, index: Any) -> Any:
    if x.ndim == 0:
        return F.broadcast_to(x, index.shape)
    return F.gather(x, _places(index), axis=dim)


@maps("scatter", "scatter_reduce")
@_of_truths
def scatter(x: Any, dim: int, index: Any, source: Any, reduce: str = "", include_self: bool = True) -> Any:
    index = _places(index)
    if not reduce:
        return F.scatter(x, index, source, axis=dim)
    reduction = {"add": "sum", "multiply": "prod"}.get(reduce, reduce)
    return F.scatter_reduce(x, index, source, axis=dim, reduction=reduction, include_self=include_self)


maps("scatter_add")(_of_truths(lambda x, dim, index, source: F.scatter_add(x, _places(index), source, axis=dim)))


@maps("index_add")
@_of_truths
def index_add(x: Any, dim: int, index: Any, source: Any, alpha: Any = 1) -> Any:
    return F.index_add(x, _places(index), source if alpha == 1 else source * alpha, axis=dim)


@maps("index_fill")
def index_fill(x: Any, dim: int, index: Any, value: Any) -> Any:
    return F.index_fill(x, _places(index), F.reshape(value, ()) if is_tensor(value) else value, axis=dim)


@maps("index_reduce")
def index_reduce(x: Any, dim: int, index: Any, source: Any, reduce: str, include_self: bool = True) -> Any:
    return F.index_reduce(x, index, source, axis=dim, reduction=reduce, include_self=include_self)


@maps("index_put")
def index_put(x: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
    places = [F.argwhere(each) if each.dtype == "bool" else F.expand_dims(each, -1) for each in indices]
    return F.index_put(x, F.concat(places, -1), values, accumulate=accumulate)


@maps("put")
def put(x: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    line, places = F.reshape(x, (-1,)), F.reshape(index, (-1, 1))
    places = F.where(F.less(places, 0), places + x.size, places)
    return F.reshape(F.index_put(line, places, F.reshape(source, (-1,)), accumulate=accumulate), x.shape)


@maps("masked_scatter")
def masked_scatter(x: Any, mask: Any, source: Any) -> Any:
    both = F.broadcast_arrays([x, mask])
    return F.masked_scatter(F.copy(both[0]), both[1], source)


maps("unravel_index")(lambda indices, shape: F.unravel_index(indices, tuple(shape)))


@maps("bincount")
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    if weights is not None and weights.dtype != "float32":
        weights = weights.astype("float64")
    return F.bincount(x, **_given(weights=weights), minlength=minlength)


def _given(**options: Any) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


def _written(x: Any, key: Any, value: Any) -> Any:
    made = F.copy(x)
    made[key] = value
    return made


@maps("select_scatter")
def select_scatter(x: Any, source: Any, dim: int, index: int) -> Any:
    return _written(x, (slice(None),) * (dim % x.ndim) + (index,), source)
