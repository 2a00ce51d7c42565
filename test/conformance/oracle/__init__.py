"""What case files share: dtypes, arrays, expressions and suites."""

from .arrays import MOST_AXES, Array, array, extremes, nonzero, numbers, positive
from .dtypes import ANY, BOOL, FLOATING, INTEGER, NUMERIC, SIGNED, UNSIGNED, is_floating, promoted, rounded
from .expressions import (
    ALL,
    ELLIPSIS,
    NEWAXIS,
    call,
    crossed,
    field,
    function,
    get,
    host,
    item,
    iterate,
    key,
    mapping,
    new,
    part,
    put,
    record,
    selection,
    subclass,
    subscript,
    var,
)
from .philox import Stream
from .suite import Suite, dtype_of

__all__ = [name for name in dir() if not name.startswith("_")]
