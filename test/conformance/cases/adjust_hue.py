"""Python's colorsys, pixel by pixel."""

import colorsys

import numpy as np
import torch
from oracle import FLOATING, Suite, array, numbers
from oracle.images import pixels
from oracle.pytorch import gradients


def reference(img, hue_factor):
    if img.shape[-3] == 1:
        return img
    out = np.moveaxis(img, -3, -1).reshape(-1, 3).copy()
    for i, (r, g, b) in enumerate(out.tolist()):
        h, s, v = colorsys.rgb_to_hsv(r, g, b)
        out[i] = colorsys.hsv_to_rgb((h + hue_factor) % 1, s, v)
    shape = np.moveaxis(img, -3, -1).shape
    return np.moveaxis(out.reshape(shape), -1, -3)


def in_torch(img, hue_factor):
    """The same formula for whole images, for its gradients."""
    r, g, b = img.unbind(-3)
    v = img.amax(-3)
    d = v - img.amin(-3)
    h = torch.where(v == r, (g - b) / d, torch.where(v == g, 2 + (b - r) / d, 4 + (r - g) / d)) / 6
    sixth = 6 * ((h + hue_factor) % 1)
    part = sixth - sixth.floor()
    p, q, t = v - d, v - d * part, v - d * (1 - part)
    i = sixth.floor().long()
    choose = lambda *of: sum(torch.where(i == k, one, 0) for k, one in enumerate(of))
    return torch.stack([choose(v, q, p, p, t, v), choose(t, v, v, q, p, p), choose(p, p, t, v, v, q)], -3)


suite = Suite("adjust_hue", reference, lambda img, **_: img.dtype)
suite.each(FLOATING, lambda t: {"img": pixels((3, 4, 5), t), "hue_factor": 0.25})
for factor in [-0.5, -0.1, 0.0, 0.3, 0.5]:
    suite(f"factor {factor}", img=pixels((2, 3, 3, 4), "float32", 1), hue_factor=factor)
equal = array([[[0.5, 0.0, 1.0, 0.5, 0.25]], [[0.5, 0.0, 1.0, 0.5, 0.75]], [[0.5, 0.0, 1.0, 0.25, 0.75]]])
suite("grey pixels, and equal channels", img=equal, hue_factor=0.125)
suite("rank 8", img=pixels((1, 2, 1, 1, 1, 3, 2, 3)), hue_factor=0.25)
suite("one channel", img=pixels((1, 4, 5)), hue_factor=0.25)
suite("no images", img=numbers((0, 3, 2, 2)), hue_factor=0.25)
suite.fails("two axes", "shape", "img", ["[4, 5]"], img=pixels((4, 5)), hue_factor=0.25)
suite.fails("two channels", "shape", "img", ["[2, 4, 5]"], img=pixels((2, 4, 5)), hue_factor=0.25)
suite.fails("too far", "value", "hue_factor", ["0.5"], img=pixels((3, 2, 2)), hue_factor=0.6)
suite.fails("too far back", "value", "hue_factor", ["-0.5"], img=pixels((3, 2, 2)), hue_factor=-0.6)
suite.refuses(FLOATING, lambda t: {"img": numbers((3, 2, 2), t), "hue_factor": 0.25}, "img")
apart = np.array([[0.9, 0.1, 0.4], [0.2, 0.8, 0.3], [0.1, 0.45, 0.95], [0.85, 0.6, 0.05]]).T.reshape(3, 2, 2)
gradients(suite, in_torch, lambda t: {"img": array(apart, t), "hue_factor": 0.125})
