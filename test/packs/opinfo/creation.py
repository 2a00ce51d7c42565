"""Tensors of given numbers."""

from __future__ import annotations

from typing import Any

from .registry import F, is_tensor, maps


def _number(value: Any) -> Any:
    return value.item() if is_tensor(value) else value


@maps("arange")
def arange(*bounds: float, end: float | None = None, dtype: str | None = None, **_: Any) -> Any:
    bounds = bounds if end is None else (*bounds, end)
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    whole = all(isinstance(number, int) for number in bounds)
    made = F.arange(start, stop, step=step, dtype="int64" if whole else "float64")
    return made.astype(dtype or ("int64" if whole else "float64"))


@maps("eye")
def eye(n: int, m: int | None = None, dtype: str = "float64", **_: Any) -> Any:
    return F.eye(n, m, dtype=dtype)


@maps("full")
def full(size: Any, value: float, dtype: str = "float64", **_: Any) -> Any:
    return F.full(tuple(size), value, dtype=dtype)


@maps("full_like")
def full_like(x: Any, value: float, dtype: str | None = None, **_: Any) -> Any:
    return F.full_like(x, value, dtype=dtype)


@maps("ones")
def ones(size: Any, dtype: str = "float64", **_: Any) -> Any:
    return F.ones(tuple(size), dtype=dtype)


@maps("zeros")
def zeros(size: Any, dtype: str = "float64", **_: Any) -> Any:
    return F.zeros(tuple(size), dtype=dtype)


maps("ones_like")(lambda x, dtype=None, **_: F.ones_like(x, dtype=dtype))
maps("zeros_like")(lambda x, dtype=None, **_: F.zeros_like(x, dtype=dtype))
maps("new_full")(lambda x, size, value, dtype=None, **_: F.full(tuple(size), value, dtype=dtype or x.dtype))
maps("new_ones")(lambda x, size, dtype=None, **_: F.ones(tuple(size), dtype=dtype or x.dtype))
maps("new_zeros")(lambda x, size, dtype=None, **_: F.zeros(tuple(size), dtype=dtype or x.dtype))
maps("scalar_tensor")(lambda value, dtype="float64", **_: F.full((), value, dtype=dtype))
maps("fill")(lambda x, value: F.full_like(x, value))
maps("zero_")(lambda x: F.zeros_like(x))


@maps("linspace")
def linspace(start: Any, end: Any, steps: int, dtype: str = "float64", **_: Any) -> Any:
    if steps == 0:
        return F.zeros((0,), dtype=dtype)
    return F.linspace(_number(start), _number(end), steps, dtype="float64").astype(dtype)


@maps("logspace")
def logspace(start: Any, end: Any, steps: int, base: float = 10.0, dtype: str = "float64", **_: Any) -> Any:
    return F.pow(base, linspace(start, end, steps)).astype(dtype)


def _triangle(name: str) -> None:
    @maps(name)
    def places(row: int, col: int, offset: int = 0, dtype: str = "int64", **_: Any) -> Any:
        return F.stack(list(getattr(F, name)(row, col, k=offset)), 0).astype(dtype)


_triangle("tril_indices")
_triangle("triu_indices")


@maps("complex")
def complex(real: Any, imag: Any) -> Any:
    return F.complex(real, imag)
