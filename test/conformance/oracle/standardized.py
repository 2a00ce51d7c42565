"""Rows of elements that follow each other, by the formulas of layer normalisation in PyTorch."""

from __future__ import annotations

import math

import torch


def rows_of(x: torch.Tensor, length: int, eps: float, centred: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """The normalised rows, [R, length], and what their distances from the mean were divided by, [R, 1]."""
    rows = x.reshape(-1, length)
    if centred:
        rows = rows - rows.mean(1, keepdim=True)
    root = (rows.square().mean(1, keepdim=True) + eps).sqrt()
    return rows / root, root


def by_weights(x: torch.Tensor, weight: torch.Tensor, run: int) -> torch.Tensor:
    """x as [examples, times, weights, run]."""
    examples = math.prod(weight.shape[:-1])
    inside = math.prod(x.shape[weight.ndim - 1 :])
    return x.reshape(examples, inside // (weight.shape[-1] * run), weight.shape[-1], run)


def spread(weight: torch.Tensor, x: torch.Tensor, run: int) -> torch.Tensor:
    """The weight of each element of x."""
    parts = by_weights(x, weight, run)
    return weight.reshape(parts.shape[0], 1, parts.shape[2], 1).expand(parts.shape).reshape(x.shape)


def standardize(x, weight=None, bias=None, length=1, eps=1e-5, centred=True, run=1):
    out = rows_of(x, length, eps, centred)[0].reshape(x.shape)
    if weight is not None:
        out = out * spread(weight, x, run)
    return out if bias is None else out + spread(bias, x, run)


def gradient(grad, x, weight=None, length=1, eps=1e-5, centred=True, run=1, weight_gradient=False):
    y, root = rows_of(x, length, eps, centred)
    u = (grad if weight is None else grad * spread(weight, x, run)).reshape(y.shape)
    moved = u - y * (u * y).mean(1, keepdim=True)
    if centred:
        moved = moved - u.mean(1, keepdim=True)
    of_x = (moved / root).reshape(x.shape)
    if weight is None or not weight_gradient:
        return [of_x, torch.zeros(0), torch.zeros(0)]
    products = grad * y.reshape(x.shape)
    return [of_x, *(by_weights(z, weight, run).sum((1, 3)).reshape(weight.shape) for z in (products, grad))]
