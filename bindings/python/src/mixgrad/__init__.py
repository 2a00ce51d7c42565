"""Tensors, automatic differentiation, networks and their training, on one engine that six languages share."""

import sys as _sys

from . import _core
from ._runtime import public as _public
from ._runtime.absent import ABSENT as _ABSENT
from ._runtime.errors import make_error as _make_error
from .generated import dtypes, errors
from .generated.dtypes import *
from .generated.errors import *


def _configure() -> None:
    from ._runtime.convert import places, unusual
    from ._runtime.host import serve
    from ._runtime.objects import CLASSES

    numbers = {dtype.number: dtype for dtype in dtypes.DTYPES.values()}
    _core.configure(_ABSENT, _make_error, unusual, places, serve, _public.DType, numbers, CLASSES)


_configure()

from . import generated as _generated
from ._runtime.tensor import install as _install

_generated.operators.install()
_install()

Tensor = _core.Tensor
newaxis = None
__version__: str = _core.version()
_hidden = ("ABSENT", *(name for name in dtypes.DTYPES))
_top = {name: value for name, value in vars(_generated.top).items() if name[0] != "_" and name not in _hidden}
_by_hand = {name: getattr(_public, name) for name in _public.__all__}
globals().update(_top | _generated.NAMESPACES | _by_hand)
for _name, _module in _generated.NAMESPACES.items():
    _sys.modules[f"{__name__}.{_name}"] = _module

__all__ = ["Tensor", "dtypes", "errors", "newaxis"]
__all__ += _public.__all__ + list(_generated.NAMESPACES) + _generated.top.__all__ + errors.__all__
__all__ += [name for name in dtypes.DTYPES if name != "bool"]
