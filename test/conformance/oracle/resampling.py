"""One axis resampled: PyTorch's interpolate with that axis as the last of an image of one row.

Of numbers that are not finite only the weights are PyTorch's: it multiplies some of weight 0, which gives NaN, and not
others (nothing where the size stays). Here what has no weight has no part.
"""

from __future__ import annotations

import torch
from torch.nn.functional import interpolate

MODES = {"nearest": "nearest", "nearest_exact": "nearest-exact", "linear": "bilinear", "cubic": "bicubic"}


def resample(
    x: torch.Tensor,
    size: int,
    axis: int = -1,
    mode: str = "nearest",
    align_corners: bool = False,
    antialias: bool = False,
    scale: float | None = None,
) -> torch.Tensor:
    moved = x.movedim(axis, -1)
    if mode in ("linear", "cubic") and not torch.isfinite(x).all():
        each = torch.eye(moved.shape[-1], dtype=x.dtype)
        weights = resample(each, size, -1, mode, align_corners, antialias, scale)
        parts = torch.where(weights == 0, 0, moved.unsqueeze(-1) * weights)
        return parts.sum(-2).movedim(-1, axis)
    if mode == "linear" and not antialias:
        factor = {"size": size} if scale is None else {"scale_factor": 1 / scale, "recompute_scale_factor": False}
        line = moved.reshape(1, -1, moved.shape[-1])
        out = interpolate(line, mode="linear", align_corners=align_corners, **factor)
        return out.reshape(*moved.shape[:-1], size).movedim(-1, axis)
    image = moved.reshape(1, -1, 1, moved.shape[-1])
    named = {"align_corners": align_corners, "antialias": antialias} if mode in ("linear", "cubic") else {}
    if scale is None:
        out = interpolate(image, (1, size), mode=MODES[mode], **named)
    else:
        factors = (1.0, 1 / scale)
        out = interpolate(image, scale_factor=factors, mode=MODES[mode], recompute_scale_factor=False, **named)
        assert out.shape[-1] == size
    return out.reshape(*moved.shape[:-1], size).movedim(-1, axis)


def transposed(grad: torch.Tensor, size: int, axis: int = -1, *given: object, **named: object) -> torch.Tensor:
    """The gradient of `resample`."""
    shape = list(grad.shape)
    shape[axis] = size
    x = torch.zeros(shape, requires_grad=True)
    out = resample(x, grad.shape[axis], axis, *given, **named)
    return torch.autograd.grad(out, x, grad, create_graph=True)[0]
