"""Boxes and the parts of images that they name, by the definitions of torchvision.ops, in PyTorch."""

from __future__ import annotations

import math

import numpy as np
import torch

from .arrays import Array


def some(n: int, dtype: str = "float32", seed: int = 0, size: float = 8) -> Array:
    """Boxes with few bits, that overlap."""
    i = np.arange(n) + 3 * seed
    x, y = (i * 5 % 7) * size / 16, (i * 3 % 5) * size / 16
    w, h = (i * 2 % 3 + 1) * size / 8, (i % 4 + 1) * size / 8
    return Array(np.stack([x, y, x + w, y + h], 1), dtype)


def area(boxes: torch.Tensor) -> torch.Tensor:
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def overlap(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Intersections and unions of all pairs."""
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    common = (high - low).clamp(min=0).prod(-1)
    return common, area(a)[:, None] + area(b)[None] - common


def iou(boxes1: torch.Tensor, boxes2: torch.Tensor) -> torch.Tensor:
    common, together = overlap(boxes1, boxes2)
    return common / together


def generalized_iou(boxes1: torch.Tensor, boxes2: torch.Tensor) -> torch.Tensor:
    common, together = overlap(boxes1, boxes2)
    low = torch.minimum(boxes1[:, None, :2], boxes2[None, :, :2])
    high = torch.maximum(boxes1[:, None, 2:], boxes2[None, :, 2:])
    around = (high - low).clamp(min=0).prod(-1)
    return common / together - (around - together) / around


def kept(boxes: torch.Tensor, scores: torch.Tensor, threshold: float, groups: torch.Tensor | None = None) -> list[int]:
    """The positions of the boxes that stay, best first."""
    both = iou(boxes, boxes)
    out: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: -float(scores[i])):
        same = [j for j in out if groups is None or groups[i] == groups[j]]
        if not any(both[i, j] > threshold for j in same):
            out.append(i)
    return out


def sample(plane: torch.Tensor, y: float, x: float) -> torch.Tensor:
    """Of [C, H, W]: between four neighbours."""
    _, h, w = plane.shape
    if y < -1 or y > h or x < -1 or x > w:
        return torch.zeros(plane.shape[0])
    y, x = min(max(y, 0), h - 1), min(max(x, 0), w - 1)
    i, j = min(int(y), max(h - 2, 0)), min(int(x), max(w - 2, 0))
    i2, j2 = min(i + 1, h - 1), min(j + 1, w - 1)
    a, b = y - i, x - j
    top = (1 - b) * plane[:, i, j] + b * plane[:, i, j2]
    return (1 - a) * top + a * ((1 - b) * plane[:, i2, j] + b * plane[:, i2, j2])


def roi_align(x, boxes, batch_indices, output_size, spatial_scale=1.0, sampling_ratio=-1, aligned=False):
    ph, pw = [output_size] * 2 if isinstance(output_size, int) else output_size
    out = []
    for box, image in zip(boxes.tolist(), batch_indices.tolist()):
        x1, y1, x2, y2 = (v * spatial_scale - (0.5 if aligned else 0) for v in box)
        w, h = x2 - x1, y2 - y1
        if not aligned:
            w, h = max(w, 1.0), max(h, 1.0)
        down = sampling_ratio if sampling_ratio > 0 else math.ceil(h / ph)
        along = sampling_ratio if sampling_ratio > 0 else math.ceil(w / pw)
        for i in range(ph):
            for j in range(pw):
                total = x[image].sum((1, 2)) * 0
                for a in range(down):
                    for b in range(along):
                        y = y1 + i * h / ph + (a + 0.5) * h / ph / down
                        total = total + sample(x[image], y, x1 + j * w / pw + (b + 0.5) * w / pw / along)
                out.append(total / max(down * along, 1))
    return torch.stack(out).reshape(len(boxes), ph, pw, x.shape[1]).permute(0, 3, 1, 2)


def roi_align_gradient(grad, boxes, batch_indices, like_shape, spatial_scale=1.0, sampling_ratio=-1, aligned=False):
    x = torch.zeros(*like_shape, requires_grad=True)
    out = roi_align(x, boxes, batch_indices, list(grad.shape[2:]), spatial_scale, sampling_ratio, aligned)
    return torch.autograd.grad(out, x, grad, create_graph=True)[0]


def roi_max(x, boxes, batch_indices, output_size, spatial_scale=1.0):
    """Values, positions and numbers of elements."""
    ph, pw = [output_size] * 2 if isinstance(output_size, int) else output_size
    _, channels, h, w = x.shape
    values, places, counts = [], [], []

    def rounded(v: float) -> float:
        return math.copysign(math.floor(abs(v) + 0.5), v)

    for box, image in zip(boxes.tolist(), batch_indices.tolist()):
        x1, y1, x2, y2 = (rounded(v * spatial_scale) for v in box)
        tall, wide = max(y2 - y1 + 1, 1) / ph, max(x2 - x1 + 1, 1) / pw
        for c in range(channels):
            for i in range(ph):
                for j in range(pw):
                    top, bottom = (min(max(v + y1, 0), h) for v in (math.floor(i * tall), math.ceil((i + 1) * tall)))
                    left, right = (min(max(v + x1, 0), w) for v in (math.floor(j * wide), math.ceil((j + 1) * wide)))
                    part = x[image, c, int(top) : int(bottom), int(left) : int(right)]
                    counts.append(part.numel())
                    at = int(part.detach().reshape(-1).argmax()) if part.numel() else 0
                    values.append(part.reshape(-1)[at] if part.numel() else (x.sum() * 0).abs())
                    width = int(right - left)
                    places.append((int(top) + at // width) * w + int(left) + at % width if part.numel() else 0)
    shape = (len(boxes), channels, ph, pw)
    return torch.stack(values).reshape(shape), torch.tensor(places).reshape(shape), torch.tensor(counts).reshape(shape)
