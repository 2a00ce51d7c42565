"""The part of the public names that is written by hand."""

from .contexts import Scope, enable_grad, is_grad_enabled, manual_seed, no_grad, use_generator
from .creation import asarray, from_dlpack, from_numpy, parameter, tensor
from .dtypes import DType
from .library import build, get_threads, memory, set_memory_limit, set_threads, trim_memory

__all__ = [
    "DType",
    "Scope",
    "asarray",
    "build",
    "enable_grad",
    "from_dlpack",
    "from_numpy",
    "get_threads",
    "is_grad_enabled",
    "manual_seed",
    "memory",
    "no_grad",
    "parameter",
    "set_memory_limit",
    "set_threads",
    "tensor",
    "trim_memory",
    "use_generator",
]
