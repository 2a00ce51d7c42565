"""What PyTorch's operators are called with, told in calls of mixgrad: the register of all mappings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mixgrad as mg

MAPPINGS: dict[str, Callable[..., Any]] = {}

# Keywords of PyTorch that have another name here.
KEYWORDS = {
    "dim": "axis",
    "dims": "axis",
    "input": "x",
    "keepdim": "keepdims",
    "lr": "learning_rate",
    "max_val": "max_value",
    "min_val": "min_value",
    "other": "x2",
}
# What only says how PyTorch is to compute: it changes no value.
SILENT = ("requires_grad", "out_int32", "device", "layout")
# These give whole numbers for whole numbers and booleans for booleans; here they are computed as floating ones, exactly.
_WHOLE_LAYERS = (
    *(f"{kind}{axes}d" for kind in ("conv", "conv_transpose") for axes in (1, 2, 3)),
    *("hardtanh", "linear", "relu6", "threshold"),
)
KEEPS = frozenset(
    ("mul", "clamp_min", "clamp_max", "heaviside", "nan_to_num", "sign", "sort")
    + tuple(f"nn.functional.{name}" for name in _WHOLE_LAYERS)
)


class Functions:
    """The public functions by name, whichever namespace has them. A missing one leaves the operator unmapped."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        for namespace in (mg, mg.nn, getattr(mg, "linalg", None)):
            found = getattr(namespace, name, None)
            if found is not None:
                return found
        raise NotImplementedError(f"mixgrad has no function {name}")


F: Any = Functions()


def maps(*operators: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enters a function as the meaning of operators of PyTorch; its parameters are theirs."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        for operator in operators:
            if operator in MAPPINGS:
                raise ValueError(f"{operator} is mapped twice")
            MAPPINGS[operator] = function
        return function

    return enter


def by_name(table: str) -> None:
    """Lines of `operator: function parameter…`: the parameters are ours, in the order of PyTorch's."""
    for line in table.strip().splitlines():
        operator, _, target = line.partition(":")
        maps(operator.strip())(named(target))


def named(target: str) -> Callable[..., Any]:
    """A function of that name whose positional arguments have those names."""
    name, *parameters = target.split()

    def call(*args: Any, **kwargs: Any) -> Any:
        function = getattr(F, name)
        if len(args) > len(parameters):
            raise TypeError(f"{name} has nothing for {args[len(parameters) :]!r}")
        given = dict(zip(parameters, args, strict=False))
        given.update({KEYWORDS.get(key, key): value for key, value in kwargs.items() if key not in SILENT})
        return function(**{key: value for key, value in given.items() if value is not None})

    return call


def is_tensor(value: Any) -> bool:
    return isinstance(value, mg.Tensor)


def promoted(value: Any, dtype: str = "float64") -> Any:
    """Whole numbers and booleans as floating ones, which is how PyTorch computes what has no other meaning for them."""
    if is_tensor(value):
        return value if value.dtype.is_floating else value.astype(dtype)
    if isinstance(value, (list, tuple)):
        return type(value)(promoted(item, dtype) for item in value)
    if isinstance(value, dict):
        return {key: promoted(item, dtype) for key, item in value.items()}
    return value


def every(dim: Any) -> Any:
    """An empty list of axes means all of them to PyTorch, and none of them here."""
    return None if dim is None or (isinstance(dim, (list, tuple)) and len(dim) == 0) else dim
