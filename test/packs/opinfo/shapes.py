"""Other shapes and orders of the same elements, and parts of them."""

from __future__ import annotations

from typing import Any

from .reductions import between
from .registry import F, is_tensor, maps


def _swapped(x: Any) -> Any:
    return x if x.ndim < 2 else F.swapaxes(x, x.ndim - 2, x.ndim - 1)


maps("H", "mH", "mT", "t")(_swapped)
maps("T")(lambda x: F.permute_dims(x, tuple(reversed(range(x.ndim)))))
maps("reshape", "view")(lambda x, shape: F.reshape(x, tuple(shape)))
maps("ravel")(lambda x: F.reshape(x, (-1,)))
maps("permute")(lambda x, dims: F.permute_dims(x, tuple(dims)))
maps("broadcast_to")(lambda x, shape: F.broadcast_to(x, tuple(shape)))
maps("unflatten")(lambda x, dim, sizes: F.unflatten(x, dim, tuple(sizes)))
maps("view_as", "reshape_as")(lambda x, other: F.reshape(x, other.shape))
maps("expand_as")(lambda x, other: F.broadcast_to(x, other.shape))
maps("broadcast_tensors")(lambda *tensors: F.broadcast_arrays(list(tensors)))
maps("fliplr")(lambda x: F.flip(x, 1))
maps("flipud")(lambda x: F.flip(x, 0))
maps("tile")(lambda x, dims: F.tile(x, list(dims)))
maps("repeat")(lambda x, repeats: F.tile(x, list(repeats)))
maps("atleast_1d")(lambda *tensors: _each(tensors, lambda x: F.reshape(x, (1,)) if x.ndim == 0 else x))
maps("atleast_2d")(lambda *tensors: _each(tensors, _two))
maps("atleast_3d")(lambda *tensors: _each(tensors, _three))


def _each(tensors: Any, function: Any) -> Any:
    listed = len(tensors) == 1 and isinstance(tensors[0], (list, tuple))
    found = [function(x) for x in (tensors[0] if listed else tensors)]
    return found if listed or len(found) > 1 else found[0]


def _two(x: Any) -> Any:
    return F.reshape(x, (1, -1) if x.ndim else (1, 1)) if x.ndim < 2 else x


def _three(x: Any) -> Any:
    return F.expand_dims(_two(x), 2) if x.ndim < 3 else x


@maps("expand")
def expand(x: Any, size: Any) -> Any:
    leading = len(size) - x.ndim
    return F.broadcast_to(x, tuple(x.shape[i - leading] if n == -1 else n for i, n in enumerate(size)))


@maps("flatten")
def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    return F.flatten(x, start_dim, end_axis=end_dim) if end_dim != -1 else F.flatten(x, start_dim)


@maps("squeeze")
def squeeze(x: Any, dim: Any = None) -> Any:
    """Axes that are longer than one stay, where Array API refuses them."""
    wanted = range(x.ndim) if dim is None else [dim] if isinstance(dim, int) else dim
    axes = sorted({axis % x.ndim for axis in wanted if x.shape[axis] == 1}) if x.ndim else []
    return F.squeeze(x, axes) if axes else x


@maps("movedim")
def movedim(x: Any, source: Any, destination: Any) -> Any:
    sources, places = ([axis % x.ndim for axis in axes] for axes in (source, destination))
    order = [axis for axis in range(x.ndim) if axis not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        order.insert(place, axis)
    return F.permute_dims(x, tuple(order))


@maps("roll")
def roll(x: Any, shifts: Any, dims: Any = None) -> Any:
    if not isinstance(shifts, (list, tuple)):
        return F.roll(x, shifts, dims)
    for shift, axis in zip(shifts, dims, strict=True):
        x = F.roll(x, shift, axis)
    return x


@maps("repeat_interleave")
def repeat_interleave(x: Any, repeats: Any, dim: int | None = None, output_size: int | None = None) -> Any:
    line, axis = (F.reshape(x, (-1,)), 0) if dim is None else (x, dim)
    if not is_tensor(repeats):
        return F.repeat(line, repeats, axis)
    places = [place for place, count in enumerate(repeats) for _ in range(_whole(count))]
    return F.take(line, F.asarray(places, dtype="int64"), axis)


def _whole(value: Any) -> int:
    return int(value.item()) if is_tensor(value) else value


@maps("narrow")
def narrow(x: Any, dim: int, start: Any, length: int) -> Any:
    first = _whole(start) % x.shape[dim] if _whole(start) < 0 else _whole(start)
    return x[(slice(None),) * (dim % x.ndim) + (slice(first, first + length),)]


@maps("slice")
def part(x: Any, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Any:
    return x[(slice(None),) * (dim % x.ndim) + (slice(start, end, step),)]


@maps("select")
def select(x: Any, dim: int, index: int) -> Any:
    return x[(slice(None),) * (dim % x.ndim) + (index,)]


@maps("unfold")
def unfold(x: Any, dimension: int, size: int, step: int) -> Any:
    if x.ndim == 0:
        return F.reshape(x, (1,))
    axis = dimension % x.ndim
    starts = range(0, x.shape[axis] - size + 1, step)
    return F.stack([F.moveaxis(between(x, axis, i, i + size), axis, -1) for i in starts], axis)


@maps("split", "split_with_sizes")
def split(x: Any, size: Any, dim: int = 0) -> Any:
    length = x.shape[dim]
    sizes = size if isinstance(size, (list, tuple)) else [min(size, length - i) for i in range(0, length, size)]
    return F.split(x, sizes=list(sizes), axis=dim)


@maps("chunk")
def chunk(x: Any, chunks: int, dim: int = 0) -> Any:
    return split(x, -(-x.shape[dim] // chunks), dim)


@maps("tensor_split")
def tensor_split(x: Any, sections: Any, dim: int = 0) -> Any:
    if is_tensor(sections):
        sections = sections.item() if sections.ndim == 0 else [_whole(i) for i in sections]
    length = x.shape[dim]
    if isinstance(sections, int):
        long, least = length % sections, length // sections
        sizes = [least + (i < long) for i in range(sections)]
    else:
        ends = [*(min(i, length) for i in sections), length]
        sizes = [b - a for a, b in zip([0, *ends], ends, strict=False)]
    return F.split(x, sizes=sizes, axis=dim)


maps("hsplit")(lambda x, sections: tensor_split(x, sections, 0 if x.ndim == 1 else 1))
maps("vsplit")(lambda x, sections: tensor_split(x, sections, 0))
maps("dsplit")(lambda x, sections: tensor_split(x, sections, 2))


@maps("diagonal", "linalg.diagonal")
def diagonal(x: Any, offset: int = 0, dim1: int | None = None, dim2: int | None = None) -> Any:
    """Only of matrices are the axes left out, so that it does not matter which pair stands in."""
    return F.diagonal(x, offset=offset, axis1=0 if dim1 is None else dim1, axis2=1 if dim2 is None else dim2)


@maps("diag_embed")
def diag_embed(x: Any, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    made = F.diag_embed(x, k=offset)
    return movedim(made, (-2, -1), (dim1, dim2))


maps("diag")(lambda x, diagonal=0: F.diag(x, k=diagonal))
maps("diagflat")(lambda x, offset=0: F.diag_embed(F.reshape(x, (-1,)), k=offset))


@maps("rot90")
def rot90(x: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
    return F.rot90(x, k, axis1=dims[0], axis2=dims[1])
