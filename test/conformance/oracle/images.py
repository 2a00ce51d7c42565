"""Cases that functions of images share, and images by the definitions of torchvision.transforms.functional, in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch

from .arrays import Array, numbers
from .dtypes import FLOATING
from .pytorch import by_torch, gradients
from .suite import Suite


def pixels(shape: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
    """Numbers between 0 and 1."""
    return numbers(shape, dtype, seed, 0.02, 0.98)


def grey(img: torch.Tensor) -> torch.Tensor:
    r, g, b = img.unbind(-3)
    return (0.2989 * r + 0.587 * g + 0.114 * b).unsqueeze(-3)


def blend(img: torch.Tensor, other: torch.Tensor, ratio: float) -> torch.Tensor:
    return (ratio * img + (1 - ratio) * other).clamp(0, 1)


def coloured(
    name: str,
    function: Callable[..., torch.Tensor],
    given: dict[str, object],
    others: list[dict[str, object]],
    channels: int = 3,
    refused: bool = False,
    derived: bool = True,
    exact: bool = False,
) -> Suite:
    """A function whose result has the images' shape. `refused`: only images of one or three channels are accepted."""
    suite = Suite(name, by_torch(function), lambda img, **_: img.dtype, exact)
    suite.each(FLOATING, lambda t: {"img": pixels((channels, 4, 5), t), **given})
    for i, other in enumerate(others):
        suite(f"other numbers {i + 1}", img=pixels((2, channels, 3, 4), "float32", 1), **{**given, **other})
    suite("rank 8", img=pixels((1, 2, 1, 1, 1, channels, 2, 3)), **given)
    suite("beyond 0 and 1", img=numbers((channels, 3, 4)), **given)
    suite("no images", img=numbers((0, channels, 3, 4)), **given)
    if refused:
        suite("one channel", img=pixels((1, 4, 5)), **given)
        suite.fails("two channels", "shape", "img", ["[2, 4, 5]"], img=pixels((2, 4, 5)), **given)
    suite.fails("two axes", "shape", "img", ["[4, 5]"], img=pixels((4, 5)), **given)
    suite.refuses(FLOATING, lambda t: {"img": numbers((channels, 2, 2), t), **given}, "img")
    if derived:
        gradients(suite, function, lambda t: {"img": pixels((channels, 2, 3), t), **given})
    return suite
