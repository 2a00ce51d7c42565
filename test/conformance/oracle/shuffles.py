"""Channels that become elements of the axes behind them, in PyTorch: a reshape for each axis."""

from __future__ import annotations

from collections.abc import Sequence

import torch


def pixels(x: torch.Tensor, factors: Sequence[int]) -> torch.Tensor:
    """As Gluon's contrib.cnn.PixelShuffle1D and 3D: the first factor's part of the channels is the slowest."""
    axes = len(factors)
    channels = x.ndim - axes - 1
    for axis in reversed(range(channels + 1, x.ndim)):
        factor = factors[axis - channels - 1]
        apart = x.unflatten(channels, (x.shape[channels] // factor, factor))  # the fastest part is the last axis's
        x = apart.movedim(channels + 1, axis + 1).flatten(axis, axis + 1)
    return x


EXAMPLE = torch.arange(24.0).reshape(8, 3, 1)
assert torch.equal(pixels(EXAMPLE, [2, 2]), torch.nn.functional.pixel_shuffle(EXAMPLE, 2))

__all__ = ["pixels"]
