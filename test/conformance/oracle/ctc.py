"""Connectionist temporal classification by its definition, in PyTorch's operators, so that it can be differentiated at
will; torch.nn.functional.ctc_loss takes log_probs for normalised and so has another gradient."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, array, numbers

FRAMES, EXAMPLES, CLASSES = 5, 3, 4


def negative_log_likelihood(x, targets, frames, labels, blank=0):
    """x is [T, N, C]; targets is [N, S] or [labels]."""
    out, start = [], 0
    for n, (length, count) in enumerate(zip(frames.tolist(), labels.tolist())):
        row = targets[n, :count].tolist() if targets.dim() == 2 else targets[start : start + count].tolist()
        start += count
        states = [blank]
        for label in row:
            states += [label, blank]
        alpha = {-1: torch.zeros(())}  # by state; what is missing is impossible
        for t in range(length):
            ahead = {}
            for s, label in enumerate(states):
                skips = s > 1 and s % 2 == 1 and label != states[s - 2]
                from_ = [-1] if t == 0 and s < 2 else [] if t == 0 else [s, s - 1] + ([s - 2] if skips else [])
                terms = [alpha[k] for k in from_ if k in alpha and (t == 0 or k >= 0)]
                if terms:
                    ahead[s] = torch.logsumexp(torch.stack(terms), 0) + x[t, n, label]
            alpha = ahead
        last = [alpha[s] for s in (len(states) - 1, len(states) - 2) if s in alpha and length > 0]
        if length == 0 and count == 0:
            last = [torch.zeros(())]
        out.append(-torch.logsumexp(torch.stack(last), 0) if last else torch.tensor(np.inf))
    return torch.stack(out)


def loss(x, targets, frames, labels, blank=0, reduction="mean", zero_infinity=False):
    losses = negative_log_likelihood(x, targets, frames, labels, blank)
    if zero_infinity:
        losses = torch.where(torch.isinf(losses), 0, losses)
    if reduction == "mean":
        return (losses / labels.clamp(min=1)).mean()
    return losses.sum() if reduction == "sum" else losses


def gradient(grad, x, targets, frames, labels, blank=0):
    """Of the losses, each weighted; it can be differentiated again."""
    point = x if x.requires_grad else x.detach().requires_grad_()
    losses = negative_log_likelihood(point, targets, frames, labels, blank)
    return torch.autograd.grad((losses * grad).sum(), point, create_graph=True)[0]


def curvature(grad, direction, x, targets, frames, labels, blank=0):
    point = x.detach().requires_grad_()
    slopes = gradient(grad, point, targets, frames, labels, blank)
    return torch.autograd.grad((slopes * direction).sum(), point)[0]


def probabilities(dtype: str = "float32", shape: tuple[int, ...] = (FRAMES, EXAMPLES, CLASSES), seed: int = 0) -> Array:
    """Logarithms of probabilities, rounded to the dtype."""
    x = numbers(shape, "float64", seed).values
    return Array(x - np.log(np.exp(x).sum(-1, keepdims=True)), dtype)


def sequences(dtype: str = "float32", rows: bool = True, integer: str = "int64") -> dict[str, object]:
    """With a repeated label, an example that ends early, and one without labels."""
    labels = [[1, 1, 3], [2, 3, 1], [3, 3, 3]]
    counts = [2, 3, 0]
    flat = [label for row, count in zip(labels, counts) for label in row[:count]]
    return {
        "log_probs": probabilities(dtype),
        "targets": array(labels if rows else flat, integer),
        "input_lengths": array([5, 4, 3], integer),
        "target_lengths": array(counts, integer),
    }


__all__ = ["curvature", "gradient", "loss", "negative_log_likelihood", "probabilities", "sequences"]
