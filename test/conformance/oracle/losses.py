"""Cases that losses share. PyTorch computes in float64, whole numbers and booleans too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array, extremes, numbers
from .dtypes import ANY, FLOATING
from .pytorch import gradients, plain
from .suite import Suite

Function = Callable[..., object]
Make = Callable[..., Array]
Given = Callable[[str], dict[str, object]]
REDUCTIONS = ["none", "mean", "sum"]


def fractions(value: object) -> object:
    if isinstance(value, (np.ndarray, np.generic)):
        return torch.tensor(value, dtype=torch.float64)
    return value.double() if isinstance(value, torch.Tensor) else value


def in_float64(function: Function) -> Function:
    """The function as the reference of a suite."""
    return lambda **given: plain(function(**{name: fractions(value) for name, value in given.items()}))


def derivatives(suite: Suite, function: Function, make: Given, name: str = "gradient", **fixed: object) -> None:
    """The gradients of a function that gets its arguments by name; `fixed` stands beside what `make` makes."""
    names = [*make("float64"), *fixed]

    def named(*given: object) -> object:
        return function(**{name: fractions(value) for name, value in zip(names, given)})

    gradients(suite, named, lambda dtype: {**make(dtype), **fixed}, name)


def loss(name: str, function: Function, make: Given, derived: Function | None = None) -> Suite:
    """`derived` is the same function where PyTorch's has no gradient with regard to some argument."""
    suite = Suite(name, in_float64(function))
    suite.each(FLOATING, make)
    for reduction in REDUCTIONS:
        suite(f"reduction {reduction}", **make("float32"), reduction=reduction)
        derivatives(suite, derived or function, make, f"gradient, reduction {reduction},", reduction=reduction)
    suite.refuses(FLOATING, make, next(iter(make("float32"))))
    return suite


def elementwise_loss(
    name: str,
    function: Function,
    input: Make = numbers,
    target: Make = numbers,
    dtypes: list[str] = ANY,
    derived: Function | None = None,
    broadcasts: bool = False,
    special: bool = True,
) -> Suite:
    """`dtypes` are those that the target may have."""

    def given(shape: tuple[int, ...], dtype: str = "float32") -> dict[str, object]:
        return {"input": input(shape, dtype), "target": target(shape, dtype, 1)}

    suite = loss(name, function, lambda t: given((2, 3), t), derived)
    suite.each(dtypes, lambda t: {"input": input((2, 3)), "target": target((2, 3), t, 1)}, "target of")
    suite("promoted", input=input((2, 3), "float16"), target=target((2, 3), "bfloat16", 1))
    suite("rank 0", **given(()))
    suite("rank 8", **given((2, 1, 2, 1, 1, 2, 1, 2)), reduction="none")
    suite("empty", **given((0, 3)), reduction="none")
    suite("the sum of nothing", **given((0, 3)), reduction="sum")
    suite("the mean of nothing", **given((0, 3)), reduction="mean")
    suite("longer than a vector", **given((5, 13)), reduction="none")
    for dtype in FLOATING if special else []:
        suite(f"not numbers {dtype}", input=extremes(dtype), target=target((6,), dtype, 1), reduction="none")
    if broadcasts:
        suite("broadcasting", input=input((2, 3)), target=target((2, 1), "float32", 1), reduction="none")
        derivatives(
            suite,
            derived or function,
            lambda t: {"input": input((3,), t), "target": target((2, 1), t, 1)},
            "gradient, broadcasting,",
        )
    else:
        suite.fails(
            "no broadcasting",
            "shape",
            "target",
            ["[2, 1]", "[2, 3]"],
            input=input((2, 3)),
            target=target((2, 1), "float32", 1),
        )
    suite.fails(
        "another shape", "shape", "target", ["[2]", "[2, 3]"], input=input((2, 3)), target=target((2,), "float32", 1)
    )
    suite.fails(
        "no such reduction",
        "value",
        "reduction",
        ["median"],
        **given((2, 3)),
        reduction="median",
        options={"typed": False},
    )
    return suite


def signs(shape: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
    """1 and -1; of unsigned types 1 alone."""
    i = np.arange(int(np.prod(shape, dtype=np.int64)))
    values = np.where((i * 5 + seed * 3) % 7 < 3, 1, 1 if dtype.startswith("u") else -1)
    return Array(values.reshape(shape), dtype)


def between(low: float, high: float) -> Make:
    """Floats from this interval; other types as ever."""

    def make(shape: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
        return numbers(shape, dtype, seed, low, high)

    return make


def hinge(
    input: torch.Tensor, target: torch.Tensor, margin: float = 1, p: int = 1, reduction: str = "mean"
) -> torch.Tensor:
    losses = torch.relu(margin - target * input) ** p
    return losses if reduction == "none" else getattr(losses, reduction)()


__all__ = ["REDUCTIONS", "between", "derivatives", "elementwise_loss", "hinge", "in_float64", "loss", "signs"]
