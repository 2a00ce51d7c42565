"""Derivatives of the gamma function's logarithm by Hurwitz's zeta function: PyTorch's own have eight digits from the
second on."""

from __future__ import annotations

import torch


class Zeta(torch.autograd.Function):
    @staticmethod
    def forward(ctx, s: int, x: torch.Tensor) -> torch.Tensor:
        ctx.s = s
        ctx.save_for_backward(x)
        return torch.special.zeta(torch.tensor(float(s)), x)

    @staticmethod
    def backward(ctx, grad: torch.Tensor) -> tuple[None, torch.Tensor]:
        return None, -ctx.s * grad * Zeta.apply(ctx.s + 1, *ctx.saved_tensors)


class Digamma(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return torch.digamma(x)

    @staticmethod
    def backward(ctx, grad: torch.Tensor) -> torch.Tensor:
        return grad * Zeta.apply(2, *ctx.saved_tensors)


class LogGamma(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return torch.lgamma(x)

    @staticmethod
    def backward(ctx, grad: torch.Tensor) -> torch.Tensor:
        return grad * Digamma.apply(*ctx.saved_tensors)


digamma, lgamma = Digamma.apply, LogGamma.apply
