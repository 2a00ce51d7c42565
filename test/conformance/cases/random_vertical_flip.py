"""numpy.flip where the first of Philox's numbers is smaller than p."""

import numpy as np
import torch
from oracle import FLOATING, Stream, Suite, call, new, numbers, var
from oracle.pytorch import gradients


def turned(img, p, stream):
    return np.flip(img, -2) if stream.fractions(1)[0] < p else img


def reference(img, p=0.5, generator=None):
    return turned(img, p, Stream(0))


suite = Suite("random_vertical_flip", reference, lambda img, **_: img.dtype, exact=True)
img = numbers((2, 3, 4, 5))
suite.each(FLOATING, lambda t: {"img": numbers((3, 4, 5), t)})
for p in [0.0, 0.25, 0.75, 1.0]:
    suite(f"p {p}", img=img, p=p)
suite("two axes", img=numbers((4, 5)), p=1.0)
suite("images of nothing", img=numbers((2, 0, 3)))
suite("null for the context's generator", img=img, generator=None)
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(5):
    own.expect(
        call(suite.subject, img=img, generator=var("g")), suite.typed(turned(img.values, 0.5, stream), {"img": img})
    )
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)))
suite.fails("p above 1", "value", "p", ["1.5"], img=img, p=1.5)
suite.fails("p below 0", "value", "p", ["-0.5"], img=img, p=-0.5)
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t)}, "img")
gradients(suite, lambda img, p: torch.flip(img, (-2,)), lambda t: {"img": numbers((2, 3, 4), t), "p": 1.0})
