"""Tensors, automatic differentiation, networks and their training, on one engine that six languages share."""

import sys as _sys

from . import _core
from ._runtime.absent import ABSENT as _ABSENT
from ._runtime.dtypes import DType as DType
from ._runtime.errors import make_error as _make_error
from .generated import dtypes as dtypes
from .generated import errors as errors
from .generated.dtypes import *  # noqa: F403
from .generated.errors import *  # noqa: F403


def _configure() -> None:
    from ._runtime.convert import unusual
    from ._runtime.host import serve
    from ._runtime.objects import CLASSES

    numbers = {dtype.number: dtype for dtype in dtypes.DTYPES.values()}
    _core.configure(_ABSENT, _make_error, unusual, serve, DType, numbers, CLASSES)


_configure()

from . import generated as _generated  # noqa: E402
from ._runtime.contexts import (  # noqa: E402
    Scope as Scope,
    enable_grad as enable_grad,
    is_grad_enabled as is_grad_enabled,
    manual_seed as manual_seed,
    no_grad as no_grad,
    use_generator as use_generator,
)
from ._runtime.creation import (  # noqa: E402
    asarray as asarray,
    from_dlpack as from_dlpack,
    from_numpy as from_numpy,
    parameter as parameter,
    tensor as tensor,
)
from ._runtime.library import (  # noqa: E402
    build as build,
    get_threads as get_threads,
    memory as memory,
    set_memory_limit as set_memory_limit,
    set_threads as set_threads,
    trim_memory as trim_memory,
)
from ._runtime.tensor import install as _install  # noqa: E402

Tensor = _core.Tensor
newaxis = None
__version__: str = _core.version()

_generated.operators.install()
_install()
for _name, _value in vars(_generated.top).items():
    if not _name.startswith("_") and _name != "ABSENT":
        globals()[_name] = _value
for _name, _value in _generated.NAMESPACES.items():
    globals()[_name] = _value
    _sys.modules[f"{__name__}.{_name}"] = _value

__all__ = [
    "DType",
    "Scope",
    "Tensor",
    "asarray",
    "dtypes",
    "enable_grad",
    "errors",
    "from_dlpack",
    "from_numpy",
    "is_grad_enabled",
    "manual_seed",
    "memory",
    "newaxis",
    "no_grad",
    "parameter",
    "tensor",
    *_generated.NAMESPACES,
    *_generated.top.__all__,
    *errors.__all__,
    *(name for name in dtypes.DTYPES if name != "bool"),
]
