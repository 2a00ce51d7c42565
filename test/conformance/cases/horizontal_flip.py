"""numpy.flip."""

import numpy as np
import torch
from oracle import FLOATING, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("horizontal_flip", lambda img: np.flip(img, -1), lambda img: img.dtype, exact=True)
suite.each(FLOATING, lambda t: {"img": numbers((3, 4, 5), t)})
suite("two axes", img=numbers((4, 5)))
suite("rank 8", img=numbers((1, 2, 1, 1, 1, 2, 3, 4)))
suite("images of nothing", img=numbers((2, 0, 3)))
suite.fails("one axis", "shape", "img", ["[4]"], img=numbers((4,)))
suite.refuses(FLOATING, lambda t: {"img": numbers((2, 2), t)}, "img")
gradients(suite, lambda img: torch.flip(img, (-1,)), lambda t: {"img": numbers((2, 3, 4), t)})
