"""Creation functions, with the standard's dtype and device arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from .._core import Tensor
from .._runtime.creation import asarray, check_device, from_dlpack
from .._runtime.dtypes import DType
from ..generated import top

__all__ = [
    "arange", "asarray", "empty", "empty_like", "eye", "from_dlpack", "full", "full_like", "linspace", "meshgrid",
    "ones", "ones_like", "tril", "triu", "zeros", "zeros_like",
]  # fmt: skip

Number = bool | int | float
Shape = int | Sequence[int]


def _given(dtype: Any, device: Any) -> dict[str, Any]:
    """The arguments that were given: dtypes have defaults of their own."""
    check_device(device)
    return {} if dtype is None else {"dtype": dtype}


def zeros(shape: Shape, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of zeros."""
    return top.zeros(shape, **_given(dtype, device))


def ones(shape: Shape, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of ones."""
    return top.ones(shape, **_given(dtype, device))


def empty(shape: Shape, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of zeros: memory is always set."""
    return zeros(shape, dtype=dtype, device=device)


def full(shape: Shape, fill_value: Number, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor whose elements all have one value; without a dtype, bool, int64 or float32, as the value is."""
    return top.full(shape, fill_value, **_given(dtype, device))


def zeros_like(x: Tensor, /, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of zeros in x's shape."""
    return top.zeros_like(x, **_given(dtype, device))


def ones_like(x: Tensor, /, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of ones in x's shape."""
    return top.ones_like(x, **_given(dtype, device))


def empty_like(x: Tensor, /, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor of zeros in x's shape: memory is always set."""
    return zeros_like(x, dtype=dtype, device=device)


def full_like(x: Tensor, /, fill_value: Number, *, dtype: DType | None = None, device: str | None = None) -> Tensor:
    """A tensor in x's shape whose elements all have one value."""
    return top.full_like(x, fill_value, **_given(dtype, device))


def arange(
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: DType | None = None,
    device: str | None = None,
) -> Tensor:
    """Numbers at equal distances, from start up to stop, which is not among them."""
    return top.arange(start, stop, step=step, **_given(dtype, device))


def eye(
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: DType | None = None,
    device: str | None = None,
) -> Tensor:
    """A matrix with ones on a diagonal and zeros elsewhere."""
    return top.eye(n_rows, n_cols, k=_diagonal(k), **_given(dtype, device))


def tril(x: Tensor, /, *, k: int = 0) -> Tensor:
    """The lower triangles of matrices, and zeros above them."""
    return top.tril(x, _diagonal(k))


def triu(x: Tensor, /, *, k: int = 0) -> Tensor:
    """The upper triangles of matrices, and zeros below them."""
    return top.triu(x, _diagonal(k))


def _diagonal(k: int) -> int:
    """The number of a diagonal, which the engine takes in 64 bits: no matrix has one so far out."""
    return max(-(2**62), min(k, 2**62))


def linspace(
    start: float,
    stop: float,
    /,
    num: int,
    *,
    dtype: DType | None = None,
    device: str | None = None,
    endpoint: bool = True,
) -> Tensor:
    """A number of numbers at equal distances between two others."""
    return top.linspace(start, stop, num, endpoint=endpoint, **_given(dtype, device))


def meshgrid(*arrays: Tensor, indexing: Literal["xy", "ij"] = "xy") -> list[Tensor]:
    """The coordinates of all points of a grid, one tensor for each direction."""
    return list(top.meshgrid(list(arrays), indexing))
