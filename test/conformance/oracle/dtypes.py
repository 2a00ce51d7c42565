"""Element types by name: what NumPy holds them in, how they round, and how they promote. Written from the Array API
standard and PyTorch's rule for floats with integers, not from mixgrad's table."""

import numpy as np

BOOL = ["bool"]
SIGNED = ["int8", "int16", "int32", "int64"]
UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]
INTEGER = SIGNED + UNSIGNED
FLOATING = ["float16", "bfloat16", "float32", "float64"]
NUMERIC = INTEGER + FLOATING
ANY = BOOL + NUMERIC


def is_floating(dtype: str) -> bool:
    return dtype in FLOATING


def holder(dtype: str) -> np.dtype:
    """Where values stand: floats of every width in float64, which holds them exactly."""
    return np.dtype(np.float64 if is_floating(dtype) else dtype)


def float32_bits(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return np.asarray(values, np.float64).astype("<f4").view("<u4")


def bfloat16_bits(values: np.ndarray) -> np.ndarray:
    """Rounded to nearest, ties to even, from float32."""
    bits = float32_bits(values).astype(np.uint64)
    nan = np.isnan(values)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return np.where(nan, 0x7FC0, rounded).astype("<u2")


def rounded(values: np.ndarray, dtype: str) -> np.ndarray:
    """The nearest values that the dtype has."""
    values = np.asarray(values)
    if not is_floating(dtype):
        return values.astype(dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        if dtype == "bfloat16":
            bits = bfloat16_bits(np.asarray(values, np.float64))
            return (bits.astype("<u4") << 16).view("<f4").astype(np.float64).reshape(values.shape)
        return np.asarray(values, np.float64).astype(dtype).astype(np.float64)


def encoded(values: np.ndarray, dtype: str) -> str:
    """Elements in row-major order, each as little-endian bytes in hexadecimal."""
    values = np.ascontiguousarray(values)
    if dtype == "bfloat16":
        return bfloat16_bits(values.astype(np.float64)).tobytes().hex()
    with np.errstate(over="ignore"):
        return values.astype(np.dtype(dtype).newbyteorder("<")).tobytes().hex()


def promoted(*dtypes: str) -> str:
    """A float wins over an integer; float16 with bfloat16 gives float32; integers as NumPy has it."""
    floats = {d for d in dtypes if is_floating(d)}
    if floats:
        if len(floats) == 1:
            return floats.pop()
        return "float64" if "float64" in floats else "float32"
    return np.result_type(*[np.dtype(d) for d in dtypes]).name


def promoted_with(dtype: str, number: object) -> str:
    """A plain number is weak: it only counts by its kind."""
    if isinstance(number, float) and not is_floating(dtype):
        return "float32"
    if isinstance(number, int) and not isinstance(number, bool) and dtype == "bool":
        return "int64"
    return dtype
