"""The parts of numbers that may be complex: here all numbers are real."""

from __future__ import annotations

from .._core import Tensor
from ..generated import top

__all__ = ["conj", "imag", "real"]


def conj(x: Tensor, /) -> Tensor:
    """The complex conjugates, which are x's elements themselves."""
    return top.positive(x)


def imag(x: Tensor, /) -> Tensor:
    """The imaginary parts, which are zeros."""
    return top.zeros_like(x)


def real(x: Tensor, /) -> Tensor:
    """The real parts, which are x's elements themselves."""
    return top.positive(x)
