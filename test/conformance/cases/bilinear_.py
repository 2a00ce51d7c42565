"""The triangles of Gluon's initialiser Bilinear, as products of one-dimensional ones."""

import numpy as np
from oracle import *


def triangle(n):
    f = np.ceil(n / 2)
    return 1 - np.abs(np.arange(n) / f - (2 * f - 1 - f % 2) / (2 * f))


def reference(x):
    height, width = x.shape[2:]
    return np.broadcast_to(np.outer(triangle(height), triangle(width)), x.shape)


suite = Suite("bilinear_", reference)
suite.each(FLOATING, lambda t: {"x": numbers((2, 1, 4, 4), t)})
suite("odd", x=numbers((1, 2, 3, 5)))
suite("one element", x=numbers((1, 1, 1, 1)))
suite("larger", x=numbers((1, 1, 8, 8)))
suite("empty", x=numbers((0, 1, 4, 4)), expect=numbers((0, 1, 4, 4)))
suite("no kernel", x=numbers((2, 1, 4, 0)), expect=numbers((2, 1, 4, 0)))
suite.fails("three axes", "shape", "x", ["[2, 2, 2]"], x=numbers((2, 2, 2)))
suite.refuses(FLOATING, lambda t: {"x": numbers((1, 1, 2, 2), t)}, "x")
