"""Tensors from Python's own data and from other libraries' arrays."""

from __future__ import annotations

from array import array
from typing import Any

from .. import _core
from ..generated.dtypes import DTYPES
from .contexts import no_grad
from .dtypes import DType
from .errors import raise_error

Tensor = _core.Tensor

_CODES = {
    "bool": "B",
    "int8": "b",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "uint8": "B",
    "uint16": "H",
    "uint32": "I",
    "uint64": "Q",
    "float32": "f",
    "float64": "d",
}


def tensor(
    data: Any,
    *,
    dtype: DType | str | None = None,
    device: str = "cpu",
    requires_grad: bool = False,
) -> Tensor:
    """Makes a tensor with a copy of numbers, nested sequences of numbers, or an array.

    Args:
        data: A number, nested lists or tuples of equal lengths, a tensor, or an array (NumPy, a buffer, DLPack).
        dtype: Type of the elements. By default that of an array; for Python's own numbers bool, int64 or float32.
        device: Where the elements are.
        requires_grad: Whether gradients are recorded for it.

    Returns:
        A new row-major tensor.

    Raises:
        ShapeError: The lists are of different lengths, or nested too deep.
        MgTypeError: Something in them is not a number.
        DTypeError: The array's elements are of a type that mixgrad lacks.

    Example:
        >>> mg.tensor([[1, 2], [3, 4.5]]).shape
        (2, 2)
    """
    check_device(device)
    wanted = find_dtype(dtype) if dtype is not None else None
    if isinstance(data, Tensor):
        with no_grad():
            made = data.copy() if wanted is None else data.astype(wanted)
    elif isinstance(data, (bool, int, float, list, tuple)):
        made = _from_sequences(data, wanted)
    else:
        made = _from_array(data, copy=True)
        if wanted is not None and made.dtype != wanted:
            made = made.astype(wanted)
    if requires_grad:
        made.requires_grad = True
    return made


def asarray(
    data: Any, *, dtype: DType | str | None = None, device: str | None = None, copy: bool | None = None
) -> Tensor:
    """A tensor over an array's memory where that is possible, else a copy of it.

    Args:
        data: A tensor, an array, or what ``tensor`` accepts.
        dtype: Type of the elements; a copy is made if the array has another.
        device: Where the elements are.
        copy: True always copies; False raises an MgValueError where a copy would be needed.

    Returns:
        A tensor; writing to it writes to the array if it was not copied.

    Example:
        >>> mg.asarray(numpy.ones(3, "float32")).dtype
        mixgrad.float32
    """
    check_device(device)
    from_python = isinstance(data, (bool, int, float, list, tuple))
    if copy is False and from_python:
        raise_error("value", "Python's numbers have no memory that a tensor could share", argument="copy")
    if copy or from_python:
        return tensor(data, dtype=dtype)
    made = data if isinstance(data, Tensor) else _from_array(data, copy=False, may_copy=copy is None)
    if dtype is None or made.dtype == find_dtype(dtype):
        return made
    if copy is False:
        raise_error("value", "another dtype needs a copy", argument="copy")
    return made.astype(dtype)


def from_numpy(data: Any) -> Tensor:
    """A tensor over the memory of a NumPy array, without a copy.

    Args:
        data: An array of a dtype that mixgrad has. If it is read-only, so is the tensor.

    Returns:
        A tensor of the same shape, strides and dtype. Writing to one writes to the other.

    Raises:
        DTypeError: The array's dtype is not one of mixgrad's.

    Example:
        >>> mg.from_numpy(numpy.zeros((2, 3))).shape
        (2, 3)
    """
    return _core.from_buffer(data, False, False)


def from_dlpack(data: Any, *, device: str | None = None, copy: bool | None = None) -> Tensor:
    """A tensor over the memory of another library's array, by DLPack.

    Args:
        data: An object with ``__dlpack__``, on the CPU.
        device: Where the elements are to be.
        copy: True copies the elements; otherwise none is copied.

    Returns:
        A tensor of the same shape and dtype. Unless it is a copy, writing to one writes to the other.

    Raises:
        DeviceError: The array, or the device that is asked for, is not the CPU.
        DTypeError: Its elements are of a type that mixgrad lacks.

    Example:
        >>> mg.from_dlpack(torch.ones(2)).shape
        (2,)
    """
    check_device(device)
    made = _core.from_dlpack(data.__dlpack__())
    return made.copy() if copy else made


def parameter(data: Any, *, dtype: DType | str | None = None) -> Tensor:
    """A tensor that wants a gradient: assigned to a field of a module it is one of its parameters.

    Args:
        data: What ``tensor`` accepts; it is copied.
        dtype: A floating type; by default that of the data, float32 for Python's numbers.

    Returns:
        A leaf with ``requires_grad``.

    Example:
        >>> mg.parameter([1.0, 2.0]).requires_grad
        True
    """
    return tensor(data, dtype=dtype, requires_grad=True)


def find_dtype(dtype: Any) -> DType:
    """The dtype that a name, a type of NumPy or a dtype stands for."""
    if isinstance(dtype, DType):
        return dtype
    from .convert import unusual

    found = DTYPES.get(dtype) if isinstance(dtype, str) else unusual(dtype)
    if not isinstance(found, DType):
        names = ", ".join(DTYPES)
        raise_error("value", f"argument dtype is not a dtype: given {dtype!r}, accepted {names}", argument="dtype")
    return found


def check_device(device: str | None) -> None:
    """Raises DeviceError for a device that is not there; None is the usual one."""
    if device not in (None, "cpu", "cpu:0"):
        raise_error("device", f"this device is not there: given {device}, accepted cpu", argument="device")


def _from_array(data: Any, *, copy: bool, may_copy: bool = True) -> Tensor:
    try:
        view = memoryview(data)
    except (TypeError, ValueError, BufferError):
        if hasattr(data, "__dlpack__"):
            made = from_dlpack(data)
            return made.copy() if copy else made
        if hasattr(data, "__array__"):
            return _core.from_buffer(data.__array__(), copy, False)
        return raise_error("type", f"a tensor can't be made of a {type(data).__name__}", argument="data")
    whole = all(s % view.itemsize == 0 for s in view.strides)
    if not copy and not whole and may_copy:
        copy = True
    return _core.from_buffer(view if whole else view.tobytes(), copy, False) if whole else _repack(view)


def _repack(view: memoryview) -> Tensor:
    """A buffer whose strides are not multiples of its elements' size, such as a field of a record."""
    packed = memoryview(view.tobytes()).cast(view.format.lstrip("@=<"))
    return _core.from_buffer(packed, True, False).reshape(view.shape)


def _from_sequences(data: Any, wanted: DType | None) -> Tensor:
    shape: list[int] = []
    flat = [data]
    while flat and isinstance(flat[0], (list, tuple)) or (shape and not flat):
        if not flat:
            break
        sizes = {len(row) if isinstance(row, (list, tuple)) else -1 for row in flat}
        if len(sizes) != 1:
            raise_error("shape", "the lists are of different lengths or depths", argument="data")
        shape.append(sizes.pop())
        if len(shape) > _core.LIMIT_AXES:
            raise_error("shape", f"a tensor has at most {_core.LIMIT_AXES} axes", argument="data")
        flat = [item for row in flat for item in row]
    if flat and isinstance(flat[0], Tensor):
        from ..generated import top

        rows = top.stack(flat)
        rows = rows.reshape([*shape, *rows.shape[1:]])
        return rows if wanted is None else rows.astype(wanted)
    natural = _natural_dtype(flat)
    dtype = natural if wanted is None else wanted.name
    code = _CODES.get(dtype)
    if code is None or (natural == "float32" and dtype not in ("float32", "float64")):
        code, exact = ("d", "float64") if natural == "float32" else (_CODES[natural], natural)
    else:
        exact = dtype
    made = _pack(code, exact, flat, shape)
    return made if exact == dtype else made.astype(dtype)


def _natural_dtype(flat: list[Any]) -> str:
    kinds = {type(item) for item in flat}
    if kinds - {bool, int, float}:
        kinds = {_kind(item) for item in flat}
    if float in kinds or not kinds:
        return "float32"
    return "int64" if int in kinds else "bool"


def _kind(item: Any) -> type:
    if isinstance(item, bool) or type(item).__name__ in ("bool", "bool_"):
        return bool
    if isinstance(item, (list, tuple)):
        raise_error("shape", "the lists are of different lengths or depths", argument="data")
    if hasattr(item, "__index__"):
        return int
    if hasattr(item, "__float__"):
        return float
    return raise_error("type", f"a {type(item).__name__} is not a number", argument="data", given=type(item).__name__)


def _pack(code: str, dtype: str, flat: list[Any], shape: list[int]) -> Tensor:
    try:
        packed = array(code, map(bool, flat) if dtype == "bool" else flat)
    except (OverflowError, TypeError) as error:
        raise_error("value", f"a number does not fit into {dtype}: {error}", argument="data")
    view = memoryview(packed).cast("B")
    if not flat:
        return _core.from_buffer(memoryview(packed), True, False).reshape(shape)
    return _core.from_buffer(view.cast("?" if dtype == "bool" else code, shape), True, False)
