"""Functions whose arguments the standard spells otherwise than mixgrad does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._core import Tensor
from .._runtime.creation import check_device
from .._runtime.dtypes import DType
from .._runtime.errors import raise_error
from ..generated import dtypes, top

__all__ = [
    "astype", "broadcast_arrays", "broadcast_shapes", "broadcast_to", "clip", "concat", "moveaxis", "nonzero",
    "permute_dims", "repeat", "reshape", "roll", "take", "take_along_axis", "tensordot", "unstack",
]  # fmt: skip

Axes = int | Sequence[int]


def astype(x: Tensor, dtype: DType, /, *, copy: bool = True, device: str | None = None) -> Tensor:
    """The elements converted to another type; x itself if it has that type and copy is False."""
    check_device(device)
    return x if not copy and x.dtype == dtype else top.astype(x, dtype)


def reshape(x: Tensor, /, shape: Sequence[int], *, copy: bool | None = None) -> Tensor:
    """Another shape: a view where that can be, always a copy, or never one, as copy says."""
    return top.reshape(x, shape, copy=copy)


def broadcast_to(x: Tensor, /, shape: Sequence[int]) -> Tensor:
    """A view that repeats x along axes of size 1."""
    return top.broadcast_to(x, shape)


def broadcast_arrays(*arrays: Tensor) -> list[Tensor]:
    """The tensors in the shape that they have in common, as views."""
    return list(top.broadcast_arrays(list(arrays)))


def permute_dims(x: Tensor, /, axes: Sequence[int]) -> Tensor:
    """The axes in another order: a view."""
    return top.permute_dims(x, axes)


def moveaxis(x: Tensor, source: Axes, destination: Axes, /) -> Tensor:
    """Axes at other places, the others in their order: a view."""
    return top.moveaxis(x, source, destination)


def roll(x: Tensor, /, shift: int | Sequence[int], *, axis: Axes | None = None) -> Tensor:
    """Elements moved along axes; those that leave at one end come in at the other."""
    return top.roll(x, shift, axis)


def concat(arrays: Sequence[Tensor], /, *, axis: int | None = 0) -> Tensor:
    """The tensors one behind the other along an axis, or all their elements if it is None."""
    if axis is None:
        return top.concat([x.reshape(-1) for x in arrays])
    return top.concat(list(arrays), axis)


def repeat(x: Tensor, repeats: int | Tensor, /, *, axis: int | None = None) -> Tensor:
    """Each element several times."""
    return top.repeat(x, repeats, axis)


def unstack(x: Tensor, /, *, axis: int = 0) -> tuple[Tensor, ...]:
    """The parts of x along an axis, as views."""
    return tuple(top.unstack(x, axis))


def nonzero(x: Tensor, /) -> tuple[Tensor, ...]:
    """For each axis the positions of the elements that are not zero."""
    if x.ndim == 0:
        raise_error("shape", "nonzero needs a tensor with at least one axis")
    return tuple(top.nonzero(x))


def take(x: Tensor, indices: Tensor, /, *, axis: int | None = None) -> Tensor:
    """The parts of x at positions along an axis, which may be left out if there is only one."""
    if axis is None and x.ndim != 1:
        raise_error("value", "take needs an axis, since x has not one axis alone", argument="axis")
    place = 0 if axis is None else axis
    return top.take(x, _from_front(x, indices, place), place)


def take_along_axis(x: Tensor, indices: Tensor, /, *, axis: int = -1) -> Tensor:
    """The elements of x along an axis, each row by positions of its own."""
    return top.take_along_axis(x, _from_front(x, indices, axis), axis)


def _from_front(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    """Positions that count from the end, which take refuses, from the front."""
    if not -x.ndim <= axis < x.ndim:
        return indices  # which the function itself refuses
    places = indices.astype(dtypes.int64)
    return top.where(places < 0, places + x.shape[axis], places)


def clip(x: Tensor, /, min: Any = None, max: Any = None) -> Tensor:
    """The elements limited to an interval."""
    return top.clip(x, min, max=max)


def tensordot(x1: Tensor, x2: Tensor, /, *, axes: int | Sequence[Sequence[int]] = 2) -> Tensor:
    """Sums of products over axes of both."""
    if isinstance(axes, int):
        return top.tensordot(x1, x2, axes)
    first, second = axes
    return top.tensordot(x1, x2, x1_axes=list(first), x2_axes=list(second))


def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that tensors of these shapes broadcast to."""
    return top.broadcast_arrays([top.broadcast_to(top.zeros(()), shape) for shape in shapes])[0].shape
