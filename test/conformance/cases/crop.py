"""NumPy's slices, with zeros outside."""

import numpy as np
from oracle import FLOATING, Suite, numbers
from oracle.pytorch import gradients
from torch.nn import functional


def reference(img, top, left, height, width):
    h, w = img.shape[-2:]
    out = np.zeros((*img.shape[:-2], height, width))
    rows = [i for i in range(height) if 0 <= i + top < h]
    columns = [j for j in range(width) if 0 <= j + left < w]
    if rows and columns:
        ends = slice(rows[0] + top, rows[-1] + top + 1), slice(columns[0] + left, columns[-1] + left + 1)
        out[..., rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = img[(..., *ends)]
    return out


def in_torch(img, top, left, height, width):
    h, w = img.shape[-2:]
    return functional.pad(img, (-left, left + width - w, -top, top + height - h))


suite = Suite("crop", reference, lambda img, **_: img.dtype, exact=True)
img = numbers((2, 3, 4, 5))
suite.each(FLOATING, lambda t: {"img": numbers((3, 4, 5), t), "top": 1, "left": 2, "height": 2, "width": 3})
for top, left, height, width in [(0, 0, 4, 5), (-1, -2, 3, 4), (2, 3, 9, 9), (-3, 1, 2, 2), (9, 0, 2, 2), (1, 1, 0, 2)]:
    place = {"top": top, "left": left, "height": height, "width": width}
    suite(f"{top}, {left}, {height} x {width}", img=img, **place)
suite("two axes", img=numbers((4, 5)), top=1, left=1, height=2, width=2)
suite("rank 8", img=numbers((1, 2, 1, 1, 1, 2, 3, 4)), top=1, left=1, height=2, width=2)
suite("no images", img=numbers((0, 3, 4, 5)), top=1, left=1, height=2, width=2)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), top=0, left=0, height=1, width=1)
suite.fails("a negative height", "value", "height", ["-1"], img=img, top=0, left=0, height=-1, width=1)
suite.fails("a negative width", "value", "width", ["-2"], img=img, top=0, left=0, height=1, width=-2)
suite.fails("too large", "out_of_memory", None, [], img=img, top=0, left=0, height=2**40, width=2**40)
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "top": 0, "left": 0, "height": 1, "width": 1}, "img")
gradients(suite, in_torch, lambda t: {"img": numbers((2, 3, 4), t), "top": -1, "left": 1, "height": 3, "width": 2})
