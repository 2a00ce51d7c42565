"""Arrays of cases: a dtype by name and values that it has exactly, made by rule, so that a second run gives the same."""

from __future__ import annotations

import numpy as np

from .dtypes import FLOATING, UNSIGNED, encoded, holder, rounded

MOST_AXES = 32  # of a tensor


class Array:
    """A tensor of a case. `counts` says that its values are positions or class numbers, counted from 0 here."""

    def __init__(self, values: object, dtype: str, counts: str = "", sentinel: int | None = None) -> None:
        with np.errstate(invalid="ignore"):
            self.values = rounded(np.asarray(values), dtype).astype(holder(dtype))
        self.dtype, self.counts, self.sentinel = dtype, counts, sentinel

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def counting(self, what: str, sentinel: int | None = None) -> Array:
        return Array(self.values, self.dtype, what, sentinel)

    def record(self, tolerance: str | None = None) -> dict[str, object]:
        body: dict[str, object] = {
            "dtype": self.dtype,
            "shape": list(self.shape),
            "bits": encoded(self.values, self.dtype),
        }
        if self.counts:
            body["counts"] = self.counts
            if self.sentinel is not None:
                body["sentinel"] = self.sentinel
        if tolerance is not None and self.dtype in FLOATING:
            body["tolerance"] = tolerance
        return {"tensor": body}


def array(values: object, dtype: str = "float32") -> Array:
    return Array(values, dtype)


def numbers(
    shape: tuple[int, ...] | list[int], dtype: str = "float32", seed: int = 0, low: float = -2, high: float = 2
) -> Array:
    """Numbers without ties or symmetry: floats between low and high, integers from -9 to 9 (0 to 18), bools mixed."""
    n = int(np.prod(shape, dtype=np.int64))
    i = np.arange(n, dtype=np.int64)
    if dtype in FLOATING:
        phase = np.mod(0.6180339887498949 * (i + 1) + 0.31 * (seed + 1) + 0.0173 * seed * i, 1.0)
        return Array((low + (high - low) * phase).reshape(shape), dtype)
    if dtype == "bool":
        return Array(((i * 5 + seed * 3) % 7 < 3).reshape(shape), dtype)
    whole = (i * 7 + seed * 5 + 3) % 19 - (0 if dtype in UNSIGNED else 9)
    return Array(whole.reshape(shape), dtype)


def positive(shape: tuple[int, ...] | list[int], dtype: str = "float32", seed: int = 0) -> Array:
    """As numbers, but none is zero or below."""
    if dtype in FLOATING:
        return numbers(shape, dtype, seed, 0.25, 4)
    n = int(np.prod(shape, dtype=np.int64))
    return Array(((np.arange(n) * 5 + seed * 3) % 7 + 1).reshape(shape), dtype)


def nonzero(shape: tuple[int, ...] | list[int], dtype: str = "float32", seed: int = 0) -> Array:
    """As numbers, but none is zero."""
    x = numbers(shape, dtype, seed)
    return Array(np.where(x.values == 0, 3, x.values), dtype)


def extremes(dtype: str) -> Array:
    """The lowest and largest numbers of an integer type, or what floats have beyond numbers."""
    if dtype in FLOATING:
        return Array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5], dtype)
    info = np.iinfo(dtype)
    return Array(np.array([info.min, info.max, 0, 1], dtype=dtype), dtype)
