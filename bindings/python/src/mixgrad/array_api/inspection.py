"""What there is: dtypes, what they can hold and how they promote, devices, and what the package can do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from .._core import Tensor
from .._runtime.creation import check_device, find_dtype
from .._runtime.dtypes import DType
from .._runtime.errors import raise_error
from ..generated import dtypes, top

__all__ = ["__array_namespace_info__", "can_cast", "finfo", "iinfo", "isdtype", "result_type"]

_KINDS: dict[str, tuple[str, ...]] = {
    "bool": ("bool",),
    "signed integer": ("int8", "int16", "int32", "int64"),
    "unsigned integer": ("uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float32", "float64"),
    "complex floating": (),
}
_KINDS["integral"] = _KINDS["signed integer"] + _KINDS["unsigned integer"]
_KINDS["numeric"] = _KINDS["integral"] + _KINDS["real floating"]


def _dtype_of(value: Any) -> DType:
    return value.dtype if isinstance(value, Tensor) else find_dtype(value)


def _of_kind(kind: str) -> tuple[str, ...]:
    if kind not in _KINDS:
        raise_error("value", f"no kind of dtypes: given {kind!r}, accepted {', '.join(_KINDS)}", argument="kind")
    return _KINDS[kind]


def isdtype(dtype: DType, kind: DType | str | tuple[DType | str, ...]) -> bool:
    """Whether a dtype is of a kind, such as "integral", or one of several.

    float16 and bfloat16, which the standard does not know, are "real floating" and "numeric" too.
    """
    if isinstance(kind, tuple):
        return any(isdtype(dtype, one) for one in kind)
    if isinstance(kind, DType):
        return dtype == kind
    extra = kind in ("real floating", "numeric") and dtype.is_floating
    return dtype.name in _of_kind(kind) or extra


def _promoted(a: DType, b: DType) -> DType:
    """The engine's rule, which it applies to elements that are not there."""
    return top.concat([top.zeros(0, dtype=a), top.zeros(0, dtype=b)]).dtype


def result_type(*arrays_and_dtypes: Tensor | DType | float | bool) -> DType:
    """The dtype that an operation on these gives; numbers take the others' dtype where their kind allows it."""
    numbers = [v for v in arrays_and_dtypes if isinstance(v, (bool, int, float))]
    others = [_dtype_of(v) for v in arrays_and_dtypes if not isinstance(v, (bool, int, float))]
    if not others:
        raise_error("value", "result_type needs at least one tensor or dtype")
    found = reduce(_promoted, others)
    for number in numbers:
        found = top.where(top.zeros(0, dtype=dtypes.bool), top.zeros(0, dtype=found), number).dtype
    return found


def can_cast(from_: DType | Tensor, to: DType, /) -> bool:
    """Whether a dtype promotes to another one."""
    return _promoted(_dtype_of(from_), find_dtype(to)) == to


@dataclass(frozen=True)
class FloatLimits:
    """What a floating dtype can hold, as Python's floats."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: DType


@dataclass(frozen=True)
class IntegerLimits:
    """What an integer dtype can hold, as Python's integers."""

    bits: int
    max: int
    min: int
    dtype: DType


def finfo(type: DType | Tensor, /) -> FloatLimits:
    """What a floating dtype can hold."""
    dtype = _dtype_of(type)
    bits, eps, most, least, normal = (field.item() for field in top.finfo(dtype))
    return FloatLimits(bits, eps, most, least, normal, dtype)


def iinfo(type: DType | Tensor, /) -> IntegerLimits:
    """What an integer dtype can hold."""
    dtype = _dtype_of(type)
    bits, most, least = (field.item() for field in top.iinfo(dtype))
    return IntegerLimits(bits, most, least, dtype)


class Info:
    """What this namespace can do."""

    def capabilities(self) -> dict[str, Any]:
        """Masks as subscripts, results whose sizes the elements tell, and how many axes there can be."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 8}

    def default_device(self) -> str:
        """Where tensors are made."""
        return "cpu"

    def default_dtypes(self, *, device: str | None = None) -> dict[str, DType]:
        """What Python's own numbers become."""
        check_device(device)
        return {"real floating": dtypes.float32, "integral": dtypes.int64, "indexing": dtypes.int64}

    def dtypes(self, *, device: str | None = None, kind: str | tuple[str, ...] | None = None) -> dict[str, DType]:
        """The standard's dtypes, by name; of some kinds alone if they are given."""
        check_device(device)
        kinds = ("bool", "numeric") if kind is None else (kind,) if isinstance(kind, str) else kind
        return {name: dtypes.DTYPES[name] for one in kinds for name in _of_kind(one)}

    def devices(self) -> list[str]:
        """Where tensors can be."""
        return ["cpu"]


def __array_namespace_info__() -> Info:
    """What this namespace can do."""
    return Info()
