"""Weighted sums of elements at given places, in PyTorch."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array


def taken(x: torch.Tensor, indices: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    channels = x.shape[-2]
    k, p = indices.shape[-2:]
    flat = indices.reshape(*indices.shape[:-2], 1, k * p).expand(*x.shape[:-1], k * p)
    found = torch.gather(x, -1, flat).reshape(*x.shape[:-2], channels, k, p)
    weights = weights.unsqueeze(-3)
    return torch.where(weights == 0, weights * 0, found * weights).sum(-2)


def put(grad: torch.Tensor, indices: torch.Tensor, weights: torch.Tensor, size: int) -> torch.Tensor:
    x = torch.zeros(*grad.shape[:-1], size, requires_grad=True)
    return torch.autograd.grad(taken(x, indices, weights), x, grad, create_graph=True)[0]


def products(grad: torch.Tensor, x: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    weights = torch.ones(indices.shape, requires_grad=True)
    return torch.autograd.grad(taken(x, indices, weights), weights, grad, create_graph=True)[0]


def places(shape: tuple[int, ...], size: int, dtype: str = "int64") -> Array:
    """Indices below `size`, some of them several times."""
    n = int(np.prod(shape))
    return Array(((np.arange(n) * 5 + 2) % 11 % size).reshape(shape), dtype)
