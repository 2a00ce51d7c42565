"""PyTorch as a reference, in float64: functions, and layers with weights of Philox."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array
from .philox import Stream

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # sums in one order


def tensor(value: object) -> object:
    """What stands as an argument as PyTorch has it: floats in float64, whole numbers in int64; in lists too."""
    if isinstance(value, (list, tuple)):
        return [tensor(item) for item in value]
    if isinstance(value, Array):
        value = value.values
    if not isinstance(value, (np.ndarray, np.generic)):
        return value
    return torch.tensor(value if value.dtype.kind in "fb" else value.astype(np.int64))


def plain(found: object) -> object:
    """A result as NumPy's arrays."""
    if isinstance(found, torch.Tensor):
        return found.numpy(force=True)
    return [plain(item) for item in found] if isinstance(found, (list, tuple)) else found


def by_torch(function: Callable[..., object]) -> Callable[..., object]:
    """The function of PyTorch as the reference of a suite."""

    @functools.wraps(function)
    def reference(*given: object, **named: object) -> object:
        return plain(function(*map(tensor, given), **{name: tensor(value) for name, value in named.items()}))

    return reference


def linear(stream: Stream, inputs: int, outputs: int, bias: bool = True, dtype: str = "float32") -> torch.nn.Linear:
    """A layer with the weights that Philox gives: uniform in ±1/√inputs, as torch.nn.Linear's."""
    layer = torch.nn.Linear(inputs, outputs, bias)
    bound = 1 / np.sqrt(inputs)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(tensor(Array(stream.uniform(tuple(parameter.shape), -bound, bound, dtype), dtype)))
    return layer


def kept_scale(p: float) -> float:
    """What torch.nn.functional.dropout multiplies the elements by that it keeps."""
    torch.manual_seed(0)
    return float(torch.nn.functional.dropout(torch.ones(1000), p).max())
