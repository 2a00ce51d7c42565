"""numpy.power in float64; integers multiply and wrap, and a negative power is the quotient rounded to zero."""

import numpy as np
import torch
from oracle import array, positive
from oracle.families import elementwise_binary


def power(x1, x2):
    if any(np.asarray(v).dtype.kind == "f" for v in (x1, x2)):
        return np.power(np.asarray(x1, np.float64), np.asarray(x2, np.float64))
    a, b = np.broadcast_arrays(np.asarray(x1, object), np.asarray(x2, object))
    return np.vectorize(whole, otypes=[object])(a, b)


def whole(a, b):
    if int(b) >= 0:
        return int(a) ** int(b)
    return {1: 1, -1: -1 if int(b) % 2 else 1}.get(int(a), 0)


def wrapped(x1, x2):
    """Integers modulo two to the number of bits."""
    found = power(x1, x2)
    if found.dtype == object:
        kinds = [v.dtype for v in (x1, x2) if isinstance(v, np.ndarray)]
        dtype = np.result_type(*kinds)
        if dtype.kind == "f":
            return found.astype(np.float64)
        bits = dtype.itemsize * 8
        found = (
            np.vectorize(lambda v: v & ((1 << bits) - 1), otypes=[np.uint64])(found)
            .astype(f"u{dtype.itemsize}")
            .view(dtype)
        )
    return found


suite = elementwise_binary("pow", wrapped, make=positive, gradient=torch.pow, base=positive)
suite("a negative base and whole powers", x1=array([-2, -1.5, -1, 3]), x2=array([3, 2, -1, -2]))
suite("a negative base and a fraction", x1=array([-2.0]), x2=0.5)
suite("negative powers of integers", x1=array([2, 1, -1, -1, 5], "int32"), x2=array([-1, -3, -3, -2, 0], "int32"))
suite("zero to the power of zero", x1=array([0.0, 0.0, 2.0]), x2=array([0.0, 2.0, 0.0]))
