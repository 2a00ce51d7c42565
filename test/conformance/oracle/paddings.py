"""Layers that pad, against torch.nn: its order of widths, the last axis first."""

from __future__ import annotations

import torch

from .arrays import Array, numbers
from .expressions import call, get, new, var
from .pytorch import plain, tensor
from .suite import Suite


def padding(cls: str, **value: float) -> Suite:
    """`value` is what ConstantPad takes."""
    axes = int(cls[-2])
    suite = Suite(cls)
    x = numbers((2, 2, *[3, 4, 4][:axes]))
    several = [1, 2, 0, 2, 2, 1][: 2 * axes]
    out = [-1, 0, 0, -1, -2, 0][: 2 * axes]
    for name, widths in (("one width", 2), ("widths", several), ("elements left out", out)):
        script = suite.script(name)
        script.let("layer", new(cls, padding=widths, **value))
        told = [widths] * (2 * axes) if isinstance(widths, int) else widths
        script.expect(get(f"{cls}.padding", var("layer")), told)
        for what, number in value.items():
            script.expect(get(f"{cls}.{what}", var("layer")), float(number))
        made = getattr(torch.nn, cls)(tuple(told), **value)
        for given in [x, Array(x.values[0], x.dtype)]:
            expected = Array(plain(made(tensor(given))), x.dtype)
            script.expect(call(f"{cls}.forward", self_=var("layer"), x=given), expected, exact=True)
    wrong = suite.script("too few axes")
    wrong.let("layer", new(cls, padding=1, **value))
    few = numbers((4,) * (axes - 1))
    wrong.fails(call(f"{cls}.forward", self_=var("layer"), x=few), "shape", "x", [str(axes)])
    return suite
