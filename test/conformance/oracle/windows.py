"""Sums of windows by definition, in PyTorch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch


def sums(
    x: torch.Tensor,
    output_size: Sequence[int],
    kernel_size: Sequence[int] = (),
    stride: Sequence[int] = (),
    padding: Sequence[int] = (),
) -> torch.Tensor:
    axes = len(output_size)
    out = torch.zeros(*x.shape[: x.ndim - axes], *output_size)
    for at in itertools.product(*map(range, output_size)):
        window = []
        for i, j in enumerate(at):
            n = x.shape[x.ndim - axes + i]
            if kernel_size:
                start = j * (stride[i] if stride else 1) - (padding[i] if padding else 0)
                window.append(slice(max(0, start), max(0, min(n, start + kernel_size[i]))))
            else:
                window.append(slice(j * n // output_size[i], -(-(j + 1) * n // output_size[i])))
        place = torch.zeros(*output_size)
        place[at] = 1
        total = x[(..., *window)].sum(tuple(range(-axes, 0)))
        out = out + total.reshape(*total.shape, *([1] * axes)) * place
    return out


def transposed(
    grad: torch.Tensor,
    like_size: Sequence[int],
    kernel_size: Sequence[int] = (),
    stride: Sequence[int] = (),
    padding: Sequence[int] = (),
) -> torch.Tensor:
    """The gradient of `sums`."""
    axes = len(like_size)
    x = torch.zeros(*grad.shape[: grad.ndim - axes], *like_size, requires_grad=True)
    out = sums(x, grad.shape[grad.ndim - axes :], kernel_size, stride, padding)
    return torch.autograd.grad(out, x, grad, create_graph=True)[0]
