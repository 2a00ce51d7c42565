"""torch.nn.functional.scaled_dot_product_attention in float64, and the gradients of what it is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

WIDE = ["float32", "float64"]


def both(mask: torch.Tensor | None, shape: Sequence[int], is_causal: bool) -> torch.Tensor | None:
    """PyTorch refuses a mask beside is_causal: one mask for both."""
    if not is_causal:
        return mask
    seen = torch.ones(shape[-2], shape[-1], dtype=torch.bool).tril()
    if mask is None:
        return seen
    return mask & seen if mask.dtype == torch.bool else torch.where(seen, mask, -torch.inf)


def attention(query, key, value, mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
    assert dropout_p == 0
    mask = both(mask, (query.shape[-2], key.shape[-2]), is_causal)
    with sdpa_kernel(SDPBackend.MATH):
        return torch.nn.functional.scaled_dot_product_attention(
            query, key, value, mask, scale=scale, enable_gqa=enable_gqa
        )


def blocks(query, key, value, mask=None, is_causal=False, scale=None):
    """The result and the logarithms of the sums; heads of keys are repeated."""
    times = query.shape[-3] // key.shape[-3] if query.ndim > 2 else 1
    if times > 1:
        key, value = key.repeat_interleave(times, -3), value.repeat_interleave(times, -3)
    scores = query @ key.mT * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    allowed = both(mask, scores.shape, is_causal)
    if allowed is not None:
        scores = torch.where(allowed, scores, -torch.inf) if allowed.dtype == torch.bool else scores + allowed
    return attention(query, key, value, mask, 0.0, is_causal, scale), torch.logsumexp(scores, -1)


def gradient(
    grad,
    query,
    key,
    value,
    out,
    logsumexp,
    mask=None,
    grad_logsumexp=None,
    is_causal=False,
    scale=None,
    mask_gradient=False,
):
    """By the formulas of FlashAttention-2; a function of the result and the sums too. Heads of keys are repeated."""
    times = query.shape[-3] // key.shape[-3] if query.ndim > 2 else 1
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    k, v = (x.repeat_interleave(times, -3) if times > 1 else x for x in (key, value))
    scores = query @ k.mT * scale
    allowed = both(mask, scores.shape, is_causal)
    if allowed is not None:
        scores = torch.where(allowed, scores, -torch.inf) if allowed.dtype == torch.bool else scores + allowed
    weights = torch.exp(scores - torch.where(logsumexp == -torch.inf, torch.inf, logsumexp)[..., None])
    less = (grad * out).sum(-1) - (0 if grad_logsumexp is None else grad_logsumexp)
    slopes = weights * (grad @ v.mT - less[..., None])

    def summed(x):
        return x.unflatten(-3, (-1, times)).sum(-3) if times > 1 else x

    found = [scale * slopes @ k, summed(scale * slopes.mT @ query), summed(weights.mT @ grad)]
    return [*found, slopes.sum_to_size(mask.shape) if mask_gradient and mask is not None else torch.zeros(0)]


__all__ = ["WIDE", "attention", "blocks", "gradient"]
