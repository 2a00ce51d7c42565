"""Convolution of moved places: sums over windows by their definition, of elements that torch.gather takes."""

from __future__ import annotations

import itertools

import torch


def pair(value):
    return [value, value] if isinstance(value, int) else value


def taken(plane, y, x):
    """Of [C, H, W] at places [P]: [C, P]."""
    _, h, w = plane.shape
    flat, total = plane.reshape(plane.shape[0], -1), 0
    for down, right in itertools.product((0, 1), (0, 1)):
        i, j = torch.floor(y.detach()) + down, torch.floor(x.detach()) + right
        weight = (1 - (y - i).abs()) * (1 - (x - j).abs()) * ((i >= 0) & (i < h) & (j >= 0) & (j < w))
        place = (i.clamp(0, h - 1) * w + j.clamp(0, w - 1)).long()
        total = total + flat.gather(1, place.expand(flat.shape[0], -1)) * weight
    return total


def deform_conv2d(x, offset, weight, mask=None, bias=None, stride=1, padding=0, dilation=1):
    (sy, sx), (py, px), (dy, dx) = map(pair, (stride, padding, dilation))
    n, channels, _, _ = x.shape
    out, each, kh, kw = weight.shape
    oh, ow = offset.shape[-2:]
    lots, groups = offset.shape[1] // (2 * kh * kw), channels // each
    moved = offset.reshape(n, lots, kh * kw, 2, oh, ow)
    factors = torch.ones(n, lots, kh * kw, oh, ow) if mask is None else mask.reshape(n, lots, kh * kw, oh, ow)
    oy, ox = torch.meshgrid(torch.arange(oh) * sy - py, torch.arange(ow) * sx - px, indexing="ij")
    results = []
    for b in range(n):
        columns = []
        for lot, part in enumerate(x[b].chunk(lots)):
            found = []
            for k in range(kh * kw):
                y, x_ = oy + k // kw * dy + moved[b, lot, k, 0], ox + k % kw * dx + moved[b, lot, k, 1]
                found.append(taken(part, y.reshape(-1), x_.reshape(-1)) * factors[b, lot, k].reshape(-1))
            columns.append(torch.stack(found, 1))
        together = torch.cat(columns).reshape(groups, each * kh * kw, oh * ow)
        results.append(torch.matmul(weight.reshape(groups, out // groups, -1), together).reshape(out, oh, ow))
    result = torch.stack(results) if results else torch.zeros(0, out, oh, ow)
    return result if bias is None else result + bias.reshape(-1, 1, 1)
