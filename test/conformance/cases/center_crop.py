"""The middle, with halves rounded as Python rounds them."""

import numpy as np
from oracle import FLOATING, Suite, numbers
from oracle.pytorch import gradients
from torch.nn import functional


def widths(img, output_size):
    size = [output_size] * 2 if isinstance(output_size, int) else output_size
    out = []
    for n, part in zip(img.shape[-2:], size):
        before = (part - n) // 2 if part > n else -round((n - part) / 2)
        out.append((before, part - n - before))
    return out


def reference(img, output_size):
    around = [(max(0, a), max(0, b)) for a, b in widths(img, output_size)]
    out = np.pad(img, [(0, 0)] * (img.ndim - 2) + around)
    (a, b), (c, d) = widths(img, output_size)
    return out[..., max(0, -a) : out.shape[-2] - max(0, -b), max(0, -c) : out.shape[-1] - max(0, -d)]


def in_torch(img, output_size):
    rows, columns = widths(img, output_size)
    return functional.pad(img, (*columns, *rows))


suite = Suite("center_crop", reference, lambda img, **_: img.dtype, exact=True)
suite.each(FLOATING, lambda t: {"img": numbers((3, 4, 5), t), "output_size": [2, 3]})
for size in [[1, 1], [2, 2], [3, 4], [4, 5], [6, 2], [7, 10], [0, 3]]:
    suite(f"{size[0]} x {size[1]}", img=numbers((2, 4, 5)), output_size=size)
suite("one size", img=numbers((2, 7, 9)), output_size=4)
suite("rank 8", img=numbers((1, 2, 1, 1, 1, 2, 3, 4)), output_size=2)
suite("no images", img=numbers((0, 3, 4, 5)), output_size=3)
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)), output_size=1)
suite.fails("a negative size", "value", "output_size", ["-1"], img=numbers((2, 4, 5)), output_size=[2, -1])
suite.fails("too large", "out_of_memory", None, [], img=numbers((2, 4, 5)), output_size=2**40)
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t), "output_size": 1}, "img")
gradients(suite, in_torch, lambda t: {"img": numbers((2, 3, 4), t), "output_size": [5, 2]})
