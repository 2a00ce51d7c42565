"""Anchors place by place, by the definition of SSD, in float64."""

import math

import numpy as np
from oracle import FLOATING, Suite, numbers


def reference(x, sizes=(1.0,), ratios=(1.0,), clip=False, steps=None, offsets=(0.5, 0.5)):
    rows, columns = x.shape[-2:]
    shapes = [(s, ratios[0]) for s in sizes] + [(sizes[0], r) for r in ratios[1:]]
    out = []
    for i in range(rows):
        for j in range(columns):
            down, right = steps or (1 / rows, 1 / columns)
            y, x_ = (i + offsets[0]) * down, (j + offsets[1]) * right
            for size, ratio in shapes:
                half_w, half_h = size * math.sqrt(ratio) * rows / columns / 2, size / math.sqrt(ratio) / 2
                out.append([x_ - half_w, y - half_h, x_ + half_w, y + half_h])
    found = np.array(out).reshape(-1, 4)
    return np.clip(found, 0, 1) if clip else found


suite = Suite("multibox_prior", reference, lambda x, **_: x.dtype)
usual = {"sizes": [0.75, 0.5, 0.25], "ratios": [1.0, 2.0, 0.5]}
suite.each(FLOATING, lambda t: {"x": numbers((1, 2, 3, 4), t), **usual})
suite("one box", x=numbers((2, 3)))
suite("a first ratio", x=numbers((3, 2, 2)), sizes=[0.5, 0.75], ratios=[3.0])
suite("cut off", x=numbers((2, 3)), **usual, clip=True)
suite("steps", x=numbers((2, 3)), **usual, steps=[0.25, 0.375])
suite("null for the steps", x=numbers((2, 3)), **usual, steps=None)
suite("offsets", x=numbers((2, 3)), **usual, offsets=[0.0, 1.25])
suite("no rows", x=numbers((0, 3)), **usual)
suite("no columns", x=numbers((3, 0)), **usual)
suite("no images", x=numbers((0, 2, 3)), **usual)
suite.fails("one axis", "shape", "x", ["[3]"], x=numbers((3,)))
for name, wrong in {
    "sizes": [[], [0.0], [0.5, -1.0], [math.inf]],
    "ratios": [[], [0.0], [math.nan]],
    "steps": [[0.5], [0.5, 0.0], [math.inf, 1.0]],
    "offsets": [[0.5], [0.5, math.nan], [1.0, 2.0, 3.0]],
}.items():
    for value in wrong:
        suite.fails(f"{name} {value}", "value", name, [], x=numbers((2, 3)), **{name: value})
suite.fails("too many boxes", "out_of_memory", "x", [], x=numbers((0, 2**28, 2**28)), sizes=[0.5, 0.25])
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3), t)}, "x")
