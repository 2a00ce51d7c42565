"""torch.nn.init.dirac_."""

import torch
from oracle import *


def reference(x, groups=1):
    return torch.nn.init.dirac_(torch.tensor(x), groups).numpy()


suite = Suite("dirac_", reference, exact=True)
suite.each(FLOATING, lambda t: {"x": numbers((3, 2, 3), t)})
suite("two axes of the kernel", x=numbers((2, 3, 3, 2)))
suite("three axes of the kernel", x=numbers((2, 2, 1, 3, 4)))
suite("groups", x=numbers((6, 2, 3)), groups=2)
suite("more inputs than a group has", x=numbers((4, 3, 3)), groups=4)
suite("no outputs", x=numbers((0, 2, 3)), expect=numbers((0, 2, 3)))
suite("no kernel", x=numbers((2, 2, 0)), expect=numbers((2, 2, 0)))
suite.fails("outputs that do not fall into groups", "value", "groups", ["2", "3"], x=numbers((3, 2, 3)), groups=2)
suite.fails("no groups", "value", "groups", ["0"], x=numbers((3, 2, 3)), groups=0)
suite.fails("two axes", "shape", "x", ["[3, 2]"], x=numbers((3, 2)))
suite.fails("six axes", "shape", "x", [], x=numbers((1, 1, 1, 1, 1, 1)))
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 2, 3), t)}, "x")
