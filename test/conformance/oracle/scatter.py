"""Elements that go to places given by indices: by loops, in NumPy for values and in PyTorch for gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from .arrays import Array, extremes, numbers
from .dtypes import FLOATING, INTEGER, NUMERIC
from .pytorch import gradients
from .suite import Suite, plain

REDUCTIONS = ["sum", "prod", "mean", "amax", "amin"]
Place = tuple[int, ...]


def groups(indices: Sequence[object] | np.ndarray, axis: int) -> dict[Place, list[Place]]:
    """For each place the places of the elements that go there, in their order."""
    at = np.asarray(indices).astype(np.int64)
    out: dict[Place, list[Place]] = {}
    for element in np.ndindex(*at.shape):
        to = list(element)
        to[axis] = int(at[element])
        out.setdefault(tuple(to), []).append(element)
    return out


def reduced(parts: np.ndarray, reduction: str | None) -> object:
    """None: the last one stays."""
    if reduction is None or reduction == "none":
        return parts[-1]
    if reduction == "sum":
        return np.add.reduce(parts, dtype=parts.dtype)
    if reduction == "prod":
        return np.multiply.reduce(parts, dtype=parts.dtype)
    if reduction == "mean":
        total = np.add.reduce(parts, dtype=parts.dtype)
        return total / len(parts) if parts.dtype.kind == "f" else total // len(parts)
    return parts.max() if reduction == "amax" else parts.min()


def scattered(
    x: np.ndarray,
    indices: np.ndarray,
    values: object,
    axis: int = 0,
    reduction: str | None = None,
    include_self: bool = True,
) -> np.ndarray:
    values = np.broadcast_to(np.asarray(values).astype(x.dtype), indices.shape)
    out = x.copy()
    for place, elements in groups(indices, axis).items():
        own = [x[place]] if include_self and reduction is not None else []
        out[place] = reduced(np.array(own + [values[e] for e in elements], x.dtype), reduction)
    return out


def spread(indices: np.ndarray, shape: Sequence[int], axis: int) -> np.ndarray:
    """One index for each slice, as one for each element of slices of x, which has this shape."""
    line, full = [1] * len(shape), list(shape)
    line[axis] = full[axis] = len(indices)
    return np.broadcast_to(np.asarray(indices).astype(np.int64).reshape(line), full)


def copied(
    x: np.ndarray,
    indices: np.ndarray,
    values: object,
    axis: int = 0,
    reduction: str | None = None,
    include_self: bool = True,
) -> np.ndarray:
    return scattered(x, spread(indices, x.shape, axis), values, axis, reduction, include_self)


TORCH = {
    "sum": torch.sum,
    "prod": torch.prod,
    "mean": torch.mean,
    "amax": torch.amax,
    "amin": torch.amin,
    None: lambda parts: parts[-1],
}


def scattered_in_torch(
    x: torch.Tensor,
    indices: torch.Tensor,
    values: torch.Tensor,
    axis: int = 0,
    reduction: str | None = None,
    include_self: bool = True,
) -> torch.Tensor:
    values = torch.broadcast_to(values, indices.shape)
    found = {place: x[place] for place in np.ndindex(*x.shape)}
    for place, elements in groups(indices.numpy(), axis).items():
        own = [x[place]] if include_self and reduction is not None else []
        found[place] = TORCH[reduction](torch.stack(own + [values[e] for e in elements]))
    return torch.stack(list(found.values())).reshape(x.shape)


def copied_in_torch(
    x: torch.Tensor,
    indices: torch.Tensor,
    values: torch.Tensor,
    axis: int = 0,
    reduction: str | None = None,
    include_self: bool = True,
) -> torch.Tensor:
    every = torch.tensor(np.array(spread(indices.numpy(), x.shape, axis)))
    return scattered_in_torch(x, every, values, axis, reduction, include_self)


def segments(x: np.ndarray, ids: np.ndarray, n: int, reduction: str, empty: object) -> np.ndarray:
    """Segments without rows have `empty`."""
    out = np.full((n, *x.shape[1:]), empty, x.dtype)
    for s in set(np.asarray(ids).tolist()):
        rows = x[np.asarray(ids) == s]
        for place in np.ndindex(*x.shape[1:]):
            out[(int(s), *place)] = reduced(rows[(slice(None), *place)], reduction)
    return out


def segments_in_torch(x: torch.Tensor, ids: torch.Tensor, n: int, reduction: str, empty: float) -> torch.Tensor:
    rows = [[x[i] for i in range(len(ids)) if ids[i] == s] for s in range(n)]
    return torch.stack([TORCH[reduction](torch.stack(r), 0) if r else torch.full(x.shape[1:], empty) for r in rows])


def segment_suite(reduction: str, empty: Callable[[str], object], result: Callable[[Array], str]) -> Suite:
    """The cases of segment_sum and its like; segments without rows have `empty` in x's dtype."""

    def reference(x: np.ndarray, segment_ids: np.ndarray, num_segments: int, dtype: str) -> np.ndarray:
        rows = x.astype(np.float64) if dtype in FLOATING else x
        return segments(rows, segment_ids, num_segments, reduction, empty(dtype))

    class Segments(Suite):
        def __call__(self, name: str, /, **given: object) -> None:
            dtype = result(given["x"])
            with np.errstate(all="ignore"):
                found = reference(*[plain(value) for value in given.values()], dtype)
            super().__call__(name, expect=Array(found, dtype), **given)

    name = {"amax": "max", "amin": "min"}.get(reduction, reduction)
    suite = Segments(f"segment_{name}", None, lambda x, **_: result(x))
    ids, rows = Array([2, 0, 2, 0, 2], "int64"), numbers((5, 2))
    suite.each(NUMERIC, lambda t: {"x": numbers((5, 2), t), "segment_ids": ids, "num_segments": 4})
    suite.each(
        INTEGER, lambda t: {"x": rows, "segment_ids": Array([2, 0, 2, 0, 2], t), "num_segments": 3}, "numbers of"
    )
    suite("a vector", x=numbers((5,)), segment_ids=ids, num_segments=3)
    suite("rank 8", x=numbers((2, 1, 2, 1, 3, 1, 2, 1)), segment_ids=Array([1, 1], "int64"), num_segments=2)
    suite("longer than a tile", x=numbers((5, 700)), segment_ids=ids, num_segments=3)
    suite("no rows", x=numbers((0, 2)), segment_ids=Array([], "int64"), num_segments=2)
    suite("no columns", x=numbers((5, 0)), segment_ids=ids, num_segments=3)
    suite("no segments", x=numbers((0, 2)), segment_ids=Array([], "int64"), num_segments=0)
    for dtype in FLOATING:
        suite(f"not numbers {dtype}", x=extremes(dtype), segment_ids=Array([0, 1, 1, 2, 2, 2], "int64"), num_segments=4)
    suite.fails("behind the last", "index", "segment_ids", ["{2}", "[{0}]"], x=rows, segment_ids=ids, num_segments=2)
    minus = Array([0, 1, -1, 0, 0], "int64")
    suite.fails("before the first", "index", "segment_ids", [], x=rows, segment_ids=minus, num_segments=2)
    suite.fails("too few numbers", "shape", "segment_ids", ["[5]"], x=numbers((4, 2)), segment_ids=ids, num_segments=3)
    suite.fails(
        "a matrix of numbers",
        "shape",
        "segment_ids",
        ["[1, 1]"],
        x=numbers((1,)),
        segment_ids=Array([[0]], "int64"),
        num_segments=3,
    )
    suite.fails("a number", "shape", "x", ["[]"], x=numbers(()), segment_ids=Array([0], "int64"), num_segments=3)
    suite.fails("fewer than none", "value", "num_segments", ["-1"], x=rows, segment_ids=ids, num_segments=-1)
    suite.fails("more than there is memory for", "out_of_memory", None, [], x=rows, segment_ids=ids, num_segments=2**45)
    suite.refuses(
        INTEGER, lambda t: {"x": rows, "segment_ids": Array([1, 0, 1, 0, 1], t), "num_segments": 2}, "segment_ids"
    )
    gradients(
        suite,
        lambda x, segment_ids, num_segments: segments_in_torch(
            x, segment_ids, num_segments, reduction, empty("float64")
        ),
        lambda t: {"x": numbers((5, 2), t), "segment_ids": ids, "num_segments": 4},
    )
    gradients(
        suite,
        lambda x, segment_ids, num_segments: segments_in_torch(
            x, segment_ids, num_segments, reduction, empty("float64")
        ),
        lambda t: {"x": numbers((5, 2), t), "segment_ids": Array([1, 0, 1, 0, 1], "int64"), "num_segments": 2},
        "gradient, no segment empty,",
    )
    return suite


__all__ = [
    "REDUCTIONS",
    "copied",
    "copied_in_torch",
    "groups",
    "scattered",
    "scattered_in_torch",
    "segment_suite",
]
