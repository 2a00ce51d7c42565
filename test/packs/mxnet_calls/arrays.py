"""Shapes, parts, places, and tensors that are made."""

from __future__ import annotations

import math
from typing import Any

from .operators import F, maps


def _numbers(value: Any) -> list[int]:
    return list(value) if isinstance(value, (tuple, list)) else [value]


maps("SwapAxis")(lambda x, dim1, dim2: F.swapaxes(x, dim1, dim2))
maps("expand_dims")(lambda x, axis: F.expand_dims(x, axis))
maps("Flatten")(lambda x: F.reshape(x, (x.shape[0], -1)))
maps("reshape_like")(lambda x, other: F.reshape(x, other.shape))
maps("stack", "_npi_stack")(lambda *tensors, axis=0: F.stack(list(tensors), axis))
maps("transpose", "_np_transpose")(
    lambda x, axes=None: F.permute_dims(x, tuple(reversed(range(x.ndim))) if axes is None else tuple(axes))
)
maps("flip")(lambda x, axis: F.flip(x, axis))
maps("_npi_tril")(lambda x, k=0: F.tril(x if x.ndim > 1 else F.broadcast_to(x, x.shape * 2), k))
maps("_np_trace")(lambda x, offset=0, axis1=0, axis2=1: F.trace(x, offset, axis1=axis1, axis2=axis2))
maps("clip")(lambda x, a_min, a_max: F.clip(x, a_min, max=a_max))
maps("shape_array")(lambda x: F.asarray(list(x.shape), dtype="int64"))
maps("size_array")(lambda x: F.asarray([x.size], dtype="int64"))


@maps("Reshape", "_np_reshape", "_npi_reshape")
def reshape(x: Any, newshape: Any = None, shape: Any = None, order: str = "C", **_: Any) -> Any:
    sizes = _numbers(newshape if shape is None else shape)
    if min(sizes, default=0) < -1:
        raise NotImplementedError("sizes that are taken from the old shape")
    return F.reshape(x, tuple(sizes))


@maps("squeeze", "_np_squeeze")
def squeeze(x: Any, axis: Any = None) -> Any:
    wanted = range(x.ndim) if axis is None else _numbers(axis)
    axes = [i % x.ndim for i in wanted if x.shape[i] == 1 or axis is not None] if x.ndim else []
    found = F.squeeze(x, axes) if axes else x
    return found


@maps("broadcast_to", "_npi_broadcast_to")
def broadcast_to(x: Any, shape: Any) -> Any:
    leading = len(shape) - x.ndim
    if min(shape, default=0) < 0:
        shape = [x.shape[i - leading] if n < 0 else n for i, n in enumerate(shape)]
    return F.broadcast_to(x, tuple(shape))


@maps("broadcast_axes")
def broadcast_axes(x: Any, axis: Any, size: Any) -> Any:
    shape = list(x.shape)
    for i, n in zip(_numbers(axis), _numbers(size), strict=True):
        shape[i] = n
    return F.broadcast_to(x, tuple(shape))


@maps("broadcast_like")
def broadcast_like(x: Any, other: Any, lhs_axes: Any = None, rhs_axes: Any = None) -> Any:
    if lhs_axes is None:
        return F.broadcast_to(x, other.shape)
    return broadcast_axes(x, lhs_axes, [other.shape[i] for i in _numbers(rhs_axes)])


@maps("_npi_concatenate")
def concatenate(*tensors: Any, axis: Any = 0, **_: Any) -> Any:
    if axis is None:
        return F.concat([F.reshape(x, (-1,)) for x in tensors], 0)
    return F.concat(list(tensors), axis)


def _at_least(axes: int) -> Any:
    def one(x: Any) -> Any:
        if x.ndim >= axes:
            return x
        shape = {1: (-1,), 2: (1, -1), 3: (1, -1, 1)}[axes] if x.ndim < 2 else (*x.shape, 1)
        return F.reshape(x, shape)

    return one


def _each_at_least(axes: int) -> None:
    maps(f"_np_atleast_{axes}d")(lambda *tensors, **_: [_at_least(axes)(x) for x in tensors])


for _axes in (1, 2, 3):
    _each_at_least(_axes)
maps("_npi_vstack")(lambda *tensors, **_: F.concat([_at_least(2)(x) for x in tensors], 0))
maps("_npi_dstack")(lambda *tensors, **_: F.concat([_at_least(3)(x) for x in tensors], 2))


@maps("_npi_hstack")
def hstack(*tensors: Any, **_: Any) -> Any:
    lines = [_at_least(1)(x) for x in tensors]
    return F.concat(lines, 0 if lines[0].ndim == 1 else 1)


@maps("SliceChannel")
def slice_channel(x: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False) -> Any:
    parts = F.split(x, num_outputs, axis=axis)
    return [F.squeeze(part, axis) for part in parts] if squeeze_axis else parts


@maps("_npi_split")
def split(x: Any, indices: Any, axis: int = 0, squeeze_axis: bool = False, sections: int = 0) -> Any:
    """At the positions; the first of them is where the first part begins."""
    if sections:  # the first parts are one longer where they cannot be equal
        least, longer = divmod(x.shape[axis], sections)
        return F.split(x, sizes=[least + (i < longer) for i in range(sections)], axis=axis)
    ends = [*indices[1:], x.shape[axis]]
    starts = list(indices)
    return [_part(x, axis, start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _part(x: Any, axis: int, start: Any, stop: Any, step: Any = None) -> Any:
    return x[(slice(None),) * (axis % x.ndim) + (slice(start, stop, step),)]


maps("slice_axis")(lambda x, axis, begin, end: _part(x, axis, begin, end))


@maps("crop", "slice")
def crop(x: Any, begin: Any, end: Any, step: Any = None) -> Any:
    steps = [None] * len(begin) if step is None else step
    return x[tuple(slice(*bounds) for bounds in zip(begin, end, steps, strict=True))]


@maps("slice_like")
def slice_like(x: Any, other: Any, axes: Any = None) -> Any:
    for axis in range(x.ndim) if axes is None else axes:
        x = _part(x, axis, 0, other.shape[axis])
    return x


@maps("tile")
def tile(x: Any, reps: Any) -> Any:
    return F.tile(x, _numbers(reps))


@maps("repeat")
def repeat(x: Any, repeats: int, axis: Any = None) -> Any:
    line, along = (F.reshape(x, (-1,)), 0) if axis is None else (x, axis)
    return F.repeat(line, repeats, along)


@maps("_np_roll")
def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    shifts = _numbers(shift)
    if axis is None:
        return F.roll(x, sum(shifts))
    axes = _numbers(axis)
    for one, along in zip(shifts * (len(axes) if len(shifts) == 1 else 1), axes, strict=True):
        x = F.roll(x, one, along)
    return x


@maps("take")
def take(x: Any, indices: Any, axis: int = 0, mode: str = "clip") -> Any:
    places = indices.astype("int64")
    places = F.clip(places, 0, max=x.shape[axis] - 1) if mode == "clip" else F.remainder(places, x.shape[axis])
    return F.take(x, places, axis)


@maps("choose_element_0index")
def pick(x: Any, indices: Any, axis: int = -1, **_: Any) -> Any:
    places = F.expand_dims(F.clip(indices.astype("int64"), 0, max=x.shape[axis] - 1), axis)
    return F.squeeze(F.take_along_axis(x, places, axis), axis)


maps("gather_nd")(lambda x, indices: F.gather_nd(x, F.moveaxis(indices.astype("int64"), 0, -1)))
maps("one_hot")(lambda x, depth, **_: F.one_hot(x.astype("int64"), depth).astype("float32"))


@maps("_linspace")
def linspace(start: float, stop: float, num: int, endpoint: bool = True, dtype: str = "float32") -> Any:
    return F.linspace(start, stop, num, endpoint=endpoint, dtype="float64").astype(dtype)


@maps("_npi_logspace")
def logspace(
    start: float, stop: float, num: int, endpoint: bool = True, base: float = 10, dtype: str = "float32"
) -> Any:
    return F.pow(float(base), F.linspace(start, stop, num, endpoint=endpoint, dtype="float64")).astype(dtype)


@maps("_npi_indices")
def indices(dimensions: Any, dtype: str = "int32") -> Any:
    if math.prod(dimensions) == 0:
        return F.zeros((len(dimensions), *dimensions), dtype=dtype)
    return F.stack(F.meshgrid([F.arange(n) for n in dimensions], "ij"), 0).astype(dtype)
