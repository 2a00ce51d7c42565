"""Cases that functions of images share, and images by the definitions of torchvision.transforms.functional, in PyTorch."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
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


def middle_grid(height: int, width: int) -> torch.Tensor:
    """For each pixel x, y and 1, where x and y count pixels from the middle: [height, width, 3]."""
    y, x = torch.arange(height) + 0.5 - height / 2, torch.arange(width) + 0.5 - width / 2
    return torch.stack([*torch.meshgrid(x, y, indexing="xy"), torch.ones(height, width)], -1)


def sample(img: torch.Tensor, places: torch.Tensor, interpolation: str, fill: list[float] | None) -> torch.Tensor:
    """torch.nn.functional.grid_sample of images at x and y from their middle, in pixels. The images lie on a plane of
    the colour `fill`."""
    height, width = img.shape[-2:]
    grid = places / torch.tensor([width / 2, height / 2])
    flat = img.reshape(1, -1, height, width)

    def sampled(x: torch.Tensor) -> torch.Tensor:
        found = torch.nn.functional.grid_sample(x, grid[None], interpolation, "zeros", align_corners=False)
        return found.reshape(*img.shape[:-2], *places.shape[:2])

    out = sampled(flat)
    if fill is None:
        return out
    colour = torch.tensor(fill).reshape(-1, 1, 1) if len(fill) > 1 else fill[0]
    return out + colour * (1 - sampled(torch.ones_like(flat)))


def turned(degrees: float) -> torch.Tensor:
    """Clockwise, where y goes down."""
    a = math.radians(degrees)
    return torch.tensor([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])


def by_affine(
    img: torch.Tensor,
    angle: float,
    translate: list[float],
    scale: float,
    shear: list[float],
    interpolation: str = "nearest",
    fill: list[float] | None = None,
    center: list[float] | None = None,
    size: tuple[int, int] | None = None,
) -> torch.Tensor:
    """The images after p -> scale R(angle) S(shear) (p - center) + translate + center, by its inverse."""
    height, width = img.shape[-2:]
    sx, sy = (math.radians(s) for s in [*shear, 0][:2])
    down, across = torch.tensor([[1, 0], [-math.tan(sy), 1]]), torch.tensor([[1, -math.tan(sx)], [0, 1]])
    m = torch.eye(3)
    m[:2, :2] = scale * turned(angle) @ down @ across
    kept = torch.tensor([c - s / 2 for c, s in zip(center, [width, height])] if center else [0.0, 0])
    m[:2, 2] = kept + torch.tensor(translate) - m[:2, :2] @ kept
    places = middle_grid(*(size or (height, width))) @ torch.linalg.inv(m).T
    return sample(img, places[..., :2], interpolation, fill)


def in_perspective(
    img: torch.Tensor,
    startpoints: list[float],
    endpoints: list[float],
    interpolation: str = "nearest",
    fill: list[float] | None = None,
) -> torch.Tensor:
    """The images after the projection that takes points to others, which torch.linalg.solve finds."""
    height, width = img.shape[-2:]
    start, end = (torch.tensor(points).reshape(4, 2).to(torch.float64) for points in (startpoints, endpoints))
    rows = []
    for axis in (0, 1):
        for to, (x, y) in zip(start[:, axis], end):
            here, none = torch.stack([x, y, torch.tensor(1.0)]), torch.zeros(3)
            rows.append(torch.cat([none if axis else here, here if axis else none, -to * torch.stack([x, y])]))
    a = torch.linalg.solve(torch.stack(rows), start.T.reshape(8))
    half = torch.tensor([width / 2, height / 2])
    x, y = (middle_grid(height, width)[..., :2] + half).unbind(-1)
    below = a[6] * x + a[7] * y + 1
    places = torch.stack([(a[0] * x + a[1] * y + a[2]) / below, (a[3] * x + a[4] * y + a[5]) / below], -1)
    return sample(img, places - half, interpolation, fill)


def warp_cases(suite: Suite, given: dict[str, object]) -> None:
    """What functions share that look at places of images."""
    img = pixels((2, 3, 5, 7))
    suite.each(FLOATING, lambda t: {"img": pixels((3, 5, 7), t), **given})
    for mode in ["nearest", "bilinear", "bicubic"]:
        suite(f"{mode}", img=img, **given, interpolation=mode)
        suite(f"{mode}, one colour", img=img, **given, interpolation=mode, fill=[0.5])
        suite(f"{mode}, a colour for each channel", img=img, **given, interpolation=mode, fill=[0.25, -0.5, 2.0])
    suite("null for the colour", img=img, **given, fill=None)
    suite("two axes", img=pixels((5, 7)), **given, fill=[0.5])
    suite("rank 8", img=pixels((1, 2, 1, 1, 1, 3, 5, 7)), **given)
    suite("a row", img=pixels((2, 1, 9)), **given, interpolation="bilinear")
    suite(
        "not numbers", img=Array([[[0, 1, 2, 3, 4]] + [[1, math.nan, math.inf, 2, -math.inf]] * 3], "float32"), **given
    )
    suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), **given)
    suite.fails("images of nothing", "shape", "img", ["[2, 0, 3]"], img=numbers((2, 0, 3)), **given)
    suite.fails("two colours", "value", "fill", ["2", "1 or 3"], img=img, **given, fill=[0.5, 1.0])
    suite.fails("a colour that is no number", "value", "fill", ["nan"], img=img, **given, fill=[math.nan])
    suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), **given}, "img")


def finite(suite: Suite, name: str, given: dict[str, object], at: int | None = None) -> None:
    """A number of an argument is not finite."""
    value: object = math.inf
    if at is not None:
        value = [math.inf if i == at else v for i, v in enumerate(given[name])]  # type: ignore[arg-type]
    suite.fails(f"{name} without an end", "value", name, ["inf"], img=pixels((3, 5, 7)), **{**given, name: value})


def drawn_box(
    u: np.ndarray, area: float, most: tuple[int, int], scale: list[float], ratio: list[float]
) -> tuple[int, int] | None:
    """Two sides, the first over the second a ratio: the first of ten tries of u that fits."""
    low, high = (math.log(r) for r in ratio)
    for part, way in u[:20].reshape(10, 2).tolist():
        size, over = area * (scale[0] + part * (scale[1] - scale[0])), math.exp(low + way * (high - low))
        sides = round(math.sqrt(size * over)), round(math.sqrt(size / over))
        if 0 < sides[0] <= most[0] and 0 < sides[1] <= most[1]:
            return sides
    return None
