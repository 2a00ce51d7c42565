"""Products of matrices and vectors, scaled and added to something."""

from __future__ import annotations

from typing import Any

from .registry import F, maps


def _plus(x: Any, product: Any, beta: float, alpha: float) -> Any:
    """Nothing of x is read, not even its NaNs, where beta is zero. Whole numbers stay whole."""
    if not product.dtype.is_floating:
        alpha, beta = int(alpha), int(beta)
    scaled = product if alpha == 1 else alpha * product
    return scaled if beta == 0 else (x if beta == 1 else beta * x) + scaled


@maps("addmm", "addmv", "baddbmm")
def addmm(x: Any, a: Any, b: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    return _plus(x, F.matmul(a, b), beta, alpha)


@maps("addr")
def addr(x: Any, a: Any, b: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    return _plus(x, F.outer(a, b), beta, alpha)


@maps("addbmm")
def addbmm(x: Any, a: Any, b: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    return _plus(x, F.sum(F.matmul(a, b), 0), beta, alpha)


maps("__rmatmul__")(lambda x, other: F.matmul(other, x))


@maps("inner")
def inner(x: Any, other: Any) -> Any:
    if x.ndim == 0 or other.ndim == 0:
        return x * other
    return F.tensordot(x, other, x1_axes=[x.ndim - 1], x2_axes=[other.ndim - 1])


@maps("tensordot")
def tensordot(x: Any, other: Any, dims: Any) -> Any:
    if isinstance(dims, int):
        return F.tensordot(x, other, dims)
    return F.tensordot(x, other, x1_axes=dims[0], x2_axes=dims[1])


@maps("einsum")
def einsum(operands: Any, equation: str) -> Any:
    return F.einsum(operands, equation)


@maps("linalg.matrix_power")
def matrix_power(x: Any, n: int) -> Any:
    return F.matrix_power(x, n)


@maps("linalg.vander")
def vander(x: Any, N: int | None = None) -> Any:
    rows = F.reshape(x, (1,)) if x.ndim == 0 else x
    return F.pow(F.expand_dims(rows, -1), F.arange(rows.shape[-1] if N is None else N).astype(x.dtype))
