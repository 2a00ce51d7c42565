"""Methods of tensors that Python asks for: printing, NumPy's and DLPack's protocols, conversions, copies."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from .. import _core
from ..generated import top
from .creation import check_device
from .errors import raise_error

Tensor = _core.Tensor


def _text(self: Tensor) -> str:
    if self.disposed:
        return "<disposed>"
    return "<a value of a trace>" if self.is_traced else top.to_string(self)


def _repr(self: Tensor) -> str:
    if self.disposed:
        return "tensor(<disposed>)"
    if self.is_traced:
        return f"tensor(<a value of a trace>, dtype={self.dtype})"
    text = _text(self).replace("\n", "\n       ")
    gradient = ", requires_grad=True" if self.requires_grad else ""
    shape = f", shape={self.shape}" if self.size == 0 or self.size > 1000 else ""
    device = "" if self.device == "cpu" else f", device={self.device!r}"
    return f"tensor({text}{shape}, dtype={self.dtype}{device}{gradient})"


def _repr_html(self: Tensor) -> str:
    return f"<pre>{html.escape(_repr(self))}</pre>"


def _format(self: Tensor, specification: str) -> str:
    return format(self.item(), specification) if specification else _text(self)


def _iterate(self: Tensor) -> Iterator[Tensor]:
    if self.ndim == 0:
        raise_error("type", "a tensor without axes can't be iterated over")
    return (self[i] for i in range(len(self)))


def _bool(self: Tensor) -> bool:
    if self.size != 1:
        message = f"the truth of a tensor with {self.size} elements is ambiguous: use any() or all()"
        raise_error("value", message)
    return bool(self.item())


def _index(self: Tensor) -> int:
    if self.ndim != 0 or self.dtype.is_floating or self.dtype == "bool":
        raise_error("type", "only an integer tensor without axes can be an index")
    return self.item()


def _contains(self: Tensor, value: Any) -> bool:
    return bool((self == value).any())


def _array(self: Tensor, dtype: Any = None, copy: bool | None = None) -> Any:
    import numpy

    if self.dtype == "bfloat16":  # a type that NumPy lacks
        if copy is False:
            raise ValueError("bfloat16 has no counterpart in NumPy: a copy is needed")
        array = numpy.asarray(memoryview(self.astype("float32")))
    else:
        array = numpy.asarray(memoryview(self))
    if dtype is not None and array.dtype != dtype:
        if copy is False:
            raise ValueError("another dtype needs a copy")
        return array.astype(dtype)
    return array.copy() if copy else array


def numpy(self: Tensor) -> Any:
    """The elements as a NumPy array over the same memory; read-only if gradients are recorded for the tensor.

    bfloat16, which NumPy lacks, becomes float32.
    """
    return _array(self)


def _dlpack(
    self: Tensor, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: Any = None
) -> Any:
    if dl_device is not None and tuple(dl_device) != (1, 0):
        raise BufferError("only the CPU is there")
    return (self.copy() if copy else self)._dlpack()


def _dlpack_device(self: Tensor) -> tuple[int, int]:
    return (1, 0)


def _namespace(self: Tensor, *, api_version: str | None = None) -> Any:
    from .. import array_api

    known = ("2021.12", "2022.12", "2023.12", array_api.__array_api_version__)
    if api_version is not None and api_version not in known:
        raise_error("value", f"no such version of the array API: given {api_version}, accepted {', '.join(known)}")
    return array_api


def to(self: Tensor, device: str) -> Tensor:
    """The tensor on a device: itself if it is there already."""
    check_device(device)
    return self


def to_device(self: Tensor, device: str, /, *, stream: Any = None) -> Tensor:
    """The tensor on a device: itself if it is there already. The CPU has no streams."""
    if stream is not None:
        raise_error("value", "the CPU has no streams", argument="stream")
    return self.to(device)


def _matrix_transposed(self: Tensor) -> Tensor:
    if self.ndim < 2:
        raise_error("shape", f"mT needs two axes, the tensor has {self.ndim}")
    axes = list(range(self.ndim))
    return self.permute_dims(*axes[:-2], axes[-1], axes[-2])


def _transposed(self: Tensor) -> Tensor:
    return self.permute_dims(*reversed(range(self.ndim)))


def _reduce(self: Tensor) -> Any:
    return _restore, (self.tobytes(), self.dtype, self.shape, self.requires_grad)


def _restore(data: bytes, dtype: Any, shape: tuple[int, ...], requires_grad: bool) -> Tensor:
    flat = memoryview(data).cast({1: "B", 2: "H", 4: "I", 8: "Q"}[dtype.itemsize])
    made = _core.from_buffer(flat, True, False, dtype.number).reshape(shape)
    if requires_grad:
        made.requires_grad = True
    return made


# Operators that stand for functions in Python alone.
_OPERATORS = {
    "&": top.bitwise_and,
    "|": top.bitwise_or,
    "^": top.bitwise_xor,
    "<<": top.bitwise_left_shift,
    ">>": top.bitwise_right_shift,
    "invert": top.bitwise_invert,
}


def install() -> None:
    """Adds the methods to the tensor type."""
    for symbol, function in _OPERATORS.items():
        _core.set_operator(symbol, function)
    methods = {
        "__repr__": _repr,
        "__str__": _text,
        "_repr_html_": _repr_html,
        "__format__": _format,
        "__iter__": _iterate,
        "__bool__": _bool,
        "__int__": lambda self: int(self.item()),
        "__float__": lambda self: float(self.item()),
        "__complex__": lambda self: complex(self.item()),
        "__index__": _index,
        "__contains__": _contains,
        "__array__": _array,
        "__array_priority__": 1000,  # array + tensor is the tensor's
        "__dlpack__": _dlpack,
        "__dlpack_device__": _dlpack_device,
        "__array_namespace__": _namespace,
        "__copy__": lambda self: _restore(*_reduce(self)[1]) if self.is_leaf else self.copy(),
        "__deepcopy__": lambda self, memo: _restore(*_reduce(self)[1]),
        "__reduce__": _reduce,
        "T": property(_transposed, None, None, "All axes in reverse order: a view."),
        "mT": property(_matrix_transposed, None, None, "The last two axes exchanged: a view."),
        "numpy": numpy,
        "to": to,
        "to_device": to_device,
    }
    for name, method in methods.items():
        setattr(Tensor, name, method)
